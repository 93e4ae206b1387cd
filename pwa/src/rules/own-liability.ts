/**
 * The own liability (omavastuu): what of a price is the client's and what the organiser's, with no fee on top
 * (569/2009 s.3 and s.7-9; 734/1992 s.12). Pure; the twin of the server's `reckoning/own_liability.py`.
 */
import { type Explanation, explained, figure } from './explanation';
import { MINUTES_IN_HOUR, rounded } from './money';

export type Arranging = 'voucher' | 'purchased' | 'own';

/** So much of a service at one price and one value: the minutes of a band at prices per hour, or whole units. */
export interface Line {
  quantity: number;
  unit: 'minute' | 'unit';
  priceCents: number;
  valueCents: number;
}

export interface LiabilityTerms {
  source: string;
  verified?: boolean;
  /** Free of charge by 734/1992 s.4-5: then the value must leave no own liability (569/2009 s.7). */
  free?: boolean;
  /** How much of the quantity the voucher pays for. */
  coveredQuantity?: number | null;
}

export interface Totals {
  priceCents: number;
  organiserCents: number;
  ownLiabilityCents: number;
}

/** A price divided between organiser and client; the two are always the price. */
export interface OwnLiability extends Totals {
  explanation: Explanation;
}

export interface RaisedValue {
  valueCents: number;
  explanation: Explanation;
}

/** Who pays what; where the price is below the value the organiser pays the price and no more, in each line by itself. */
export function ownLiability(lines: readonly Line[], terms: LiabilityTerms): OwnLiability {
  const { source, verified = true, free = false, coveredQuantity = null } = terms;
  let price = 0;
  let covered = 0;
  let left = coveredQuantity;
  for (const { quantity, unit, priceCents, valueCents } of lines) {
    const times = unit === 'minute' ? 1 : MINUTES_IN_HOUR;
    price += quantity * priceCents * times;
    const paid = left === null || free ? quantity : Math.min(quantity, left);
    left = left === null ? null : left - paid;
    covered += paid * (free ? priceCents : Math.min(priceCents, valueCents)) * times;
  }
  const priceCents = rounded(price, MINUTES_IN_HOUR);
  const organiserCents = rounded(covered, MINUTES_IN_HOUR);
  const inputs = lines.flatMap((line) => [
    figure('quantity', line.quantity, line.unit === 'minute' ? 'minutes' : 'units'),
    figure('price-agreed', line.priceCents, line.unit === 'minute' ? 'cents_per_hour' : 'cents'),
    figure('value', line.valueCents, line.unit === 'minute' ? 'cents_per_hour' : 'cents'),
  ]);
  if (coveredQuantity !== null) {
    inputs.push(figure('covered-quantity', coveredQuantity, lines[0]?.unit === 'minute' ? 'minutes' : 'units'));
  }
  const steps = [
    figure('price', price, 'cents', MINUTES_IN_HOUR),
    figure('organiser-pays', covered, 'cents', MINUTES_IN_HOUR),
    figure('own-liability', price - covered, 'cents', MINUTES_IN_HOUR),
  ];
  return {
    priceCents,
    organiserCents,
    ownLiabilityCents: priceCents - organiserCents,
    explanation: explained(free ? 'free-service' : 'price-above-value', { source, verified }, inputs, steps),
  };
}

/** A month's sums of visits that were each rounded to the cent when they were reckoned. */
export function totals(shares: readonly Totals[]): Totals {
  const sums = { priceCents: 0, organiserCents: 0, ownLiabilityCents: 0 };
  for (const share of shares) {
    sums.priceCents += share.priceCents;
    sums.organiserCents += share.organiserCents;
    sums.ownLiabilityCents += share.ownLiabilityCents;
  }
  return sums;
}

/** A value raised because livelihood or duty of maintenance is endangered, or care asks for it (s.8). */
export function raisedValue(
  valueCents: number,
  raisedToCents: number,
  source: string,
): RaisedValue | { refused: 'raised-value-too-low'; valueCents: number } {
  if (raisedToCents <= valueCents) return { refused: 'raised-value-too-low', valueCents };
  const inputs = [figure('value', valueCents, 'cents_per_hour')];
  const steps = [figure('raise', raisedToCents - valueCents, 'cents_per_hour')];
  return {
    valueCents: raisedToCents,
    explanation: explained('raised-value', { source, verified: true }, inputs, steps),
  };
}

/** Why these cannot be asked for one service: with a voucher no fee, without one no own liability (s.12). */
export function refusePayments(
  arranging: Arranging,
  clientFeeCents: number,
  ownLiabilityCents: number,
): { refused: 'fee-and-liability' } | null {
  const other = arranging === 'voucher' ? clientFeeCents : ownLiabilityCents;
  return other === 0 ? null : { refused: 'fee-and-liability' };
}
