/** How a figure came about, as data: what went in, each step, the rounding, the law; its words come elsewhere. Pure. */
import { type Rounding, TO_THE_CENT } from './money';

/** What a price is for; the first four are times. */
export type PriceUnit = 'minute' | 'quarter_hour' | 'half_hour' | 'hour' | 'visit' | 'day' | 'week' | 'month';

export type Unit =
  | 'cents'
  | `cents_per_${PriceUnit}`
  | 'basis_points'
  | 'permille'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'units'
  | 'people';

/** One figure of a reckoning, by the slug its words are found by; a fraction stays `amount / over`. */
export interface Figure {
  what: string;
  amount: number;
  unit: Unit;
  over: number;
  /** The time band that it is of, where it is of one. */
  band?: string;
}

/** Why a figure is what it is, so that a client, a granter and a court can reckon it again. */
export interface Explanation {
  rule: string;
  source: string;
  /** Whether the terms were read in their source; computed or remembered ones are shown as such. */
  verified: boolean;
  inputs: Figure[];
  steps: Figure[];
  rounding: Rounding;
}

export function figure(what: string, amount: number, unit: Unit, over = 1): Figure {
  return { what, amount, unit, over };
}

/** An explanation by terms that say where they come from. */
export function explained(
  rule: string,
  terms: { source: string; verified: boolean },
  inputs: Figure[],
  steps: Figure[],
  rounding: Rounding = TO_THE_CENT,
): Explanation {
  return { rule, source: terms.source, verified: terms.verified, inputs, steps, rounding };
}
