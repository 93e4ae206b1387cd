/**
 * What a service costs by a rulebook's or a provider's terms: per hour, by time band, per visit, day, week or month.
 * Pure; the twin of the server's `catalogue/price.py`.
 */
import { type BandMissing, clockMinute, type TimeBand, type Timetable, timesInBands } from './bands';
import { inForceOn } from './catalogue';
import { dayAfter } from './days';
import { type Explanation, explained, figure, type PriceUnit } from './explanation';
import { MINUTES_IN_HOUR, PERMILLE, rounded, running } from './money';

/** How realised minutes become billed ones; what no rulebook states is left as it was: minutes as they were. */
export interface BillingTerms {
  stepMinutes: 1 | 15 | 30 | 60;
  direction: 'up' | 'half_up';
  minimumMinutes: number;
  /** Whether every minute costs what its own band says, or the whole visit what the band says in which it began. */
  pricedBy: 'minute' | 'start';
}

export interface PriceTerms {
  unit: PriceUnit;
  baseCents?: number | null;
  timetable?: Timetable | null;
  billing?: BillingTerms;
}

export interface PriceInForce {
  firstDay: string;
  lastDay: string | null;
  terms: PriceTerms;
}

export interface PricedPart {
  band: string;
  minutes: number;
  centsPerUnit: number;
  factorPermille: number;
  cents: number;
}

/** The price of a visit with the parts it comes from; the parts' cents add up to it. */
export interface VisitPrice {
  realisedMinutes: number;
  billedMinutes: number;
  parts: PricedPart[];
  cents: number;
}

export interface PricedDays {
  firstDay: string;
  lastDay: string;
  days: number;
  centsPerDay: number;
  cents: number;
}

export type BandWithoutPrice = { refused: 'band-without-price'; band: string };
export type QuantityZero = { refused: 'quantity-zero' };

/** The units that a time is priced by, and how many minutes they are; rounding to them is billing's own matter. */
export const MINUTES_IN: Partial<Record<PriceUnit, number>> = {
  minute: 1,
  quarter_hour: 15,
  half_hour: 30,
  hour: MINUTES_IN_HOUR,
};
const AS_REALISED: BillingTerms = { stepMinutes: 1, direction: 'up', minimumMinutes: 0, pricedBy: 'minute' };
/** The only band of a price that is the same at all times; which days and minutes it covers is never asked. */
export const ANY_TIME: TimeBand = { slug: 'any', days: [], fromMinute: 0, toMinute: 0 };

/** Why the terms cannot stand: a band has no price, or a price is above the rulebook's ceiling (kattohinta). */
export function refusePrice(
  terms: PriceTerms,
  ceilingCents: number | null,
): BandWithoutPrice | { refused: 'above-price-ceiling'; ceilingCents: number } | null {
  for (const band of terms.timetable?.bands ?? [ANY_TIME]) {
    const rate = rateOf(band, terms);
    if (!rate) return { refused: 'band-without-price', band: band.slug };
    if (ceilingCents !== null && rate.cents * rate.factor > ceilingCents * PERMILLE) {
      return { refused: 'above-price-ceiling', ceilingCents };
    }
  }
  return null;
}

/** Why so much of a service cannot be granted in one period. */
export function refuseQuantity(
  quantity: number,
  limit: number | null,
): QuantityZero | { refused: 'above-quantity-limit'; limit: number } | null {
  if (quantity <= 0) return { refused: 'quantity-zero' };
  return limit !== null && quantity > limit ? { refused: 'above-quantity-limit', limit } : null;
}

/** What a visit costs, rounded to the cent once, for the whole visit. */
export function priceOfVisit(
  startedAt: string,
  endedAt: string,
  terms: PriceTerms,
): VisitPrice | BandMissing | BandWithoutPrice | { refused: 'priced-by-period' } {
  const per = MINUTES_IN[terms.unit];
  if (per === undefined && terms.unit !== 'visit') return { refused: 'priced-by-period' };
  const billing = terms.billing ?? AS_REALISED;
  const start = clockMinute(startedAt);
  const realised = clockMinute(endedAt) - start;
  const byStart = per === undefined || billing.pricedBy === 'start';
  // A visit within one clock minute is in a band too: a minimum is billed by it.
  const pieces = piecesOf(start, byStart ? start + 1 : start + Math.max(realised, 1), terms);
  if ('refused' in pieces) return pieces;
  const billed = per === undefined ? realised : billedMinutes(realised, billing);
  const rates: Rate[] = [];
  for (const { band } of pieces) {
    const rate = rateOf(band, terms);
    if (!rate) return { refused: 'band-without-price', band: band.slug };
    rates.push(rate);
  }
  const lengths = stretched(
    pieces.map(({ minutes }) => minutes),
    billed,
  );
  const exact = rates.map(
    ({ cents, factor }, place) => (per === undefined ? 1 : (lengths[place] ?? 0)) * cents * factor,
  );
  const cents = running(exact, PERMILLE * (per ?? 1));
  const parts = pieces.map(({ band }, place) => ({
    band: band.slug,
    minutes: lengths[place] ?? 0,
    centsPerUnit: rates[place]?.cents ?? 0,
    factorPermille: rates[place]?.factor ?? 0,
    cents: cents[place] ?? 0,
  }));
  return {
    realisedMinutes: realised,
    billedMinutes: billed,
    parts,
    cents: parts.reduce((sum, part) => sum + part.cents, 0),
  };
}

/** How a visit's price came about: its minutes, each band's part of it as a fraction, and one rounding. */
export function explainedPrice(
  price: VisitPrice,
  terms: PriceTerms,
  decision: { source: string; verified: boolean },
): Explanation {
  const per = MINUTES_IN[terms.unit];
  const over = PERMILLE * (per ?? 1);
  const steps = [figure('billed-time', price.billedMinutes, 'minutes')];
  let whole = 0;
  for (const { band, minutes, centsPerUnit, factorPermille } of price.parts) {
    const exact = (per === undefined ? 1 : minutes) * centsPerUnit * factorPermille;
    whole += exact;
    steps.push(
      { ...figure('time-in-band', minutes, 'minutes'), band },
      { ...figure('price-of-unit', centsPerUnit, `cents_per_${terms.unit}`), band },
      { ...figure('factor-of-band', factorPermille, 'permille'), band },
      { ...figure('price-in-band', exact, 'cents', over), band },
    );
  }
  steps.push(figure('price-of-visit', whole, 'cents', over));
  return explained('visit-price', decision, [figure('realised-time', price.realisedMinutes, 'minutes')], steps);
}

interface Piece {
  band: TimeBand;
  minutes: number;
}

function piecesOf(start: number, end: number, terms: PriceTerms): Piece[] | BandMissing {
  const { timetable } = terms;
  if (!timetable) return [{ band: ANY_TIME, minutes: end - start }];
  const times = timesInBands(start, end, timetable);
  if ('refused' in times) return times;
  return times.map((time) => ({ band: time.band, minutes: time.end - time.start }));
}

export interface Rate {
  cents: number;
  factor: number;
}

export function rateOf(band: TimeBand, terms: PriceTerms): Rate | null {
  if (typeof band.cents === 'number') return { cents: band.cents, factor: PERMILLE };
  if (typeof terms.baseCents !== 'number') return null;
  return { cents: terms.baseCents, factor: band.factorPermille ?? PERMILLE };
}

/** The minutes that are billed for realised ones: rounded to the step, and at least the minimum. */
export function billedMinutes(realised: number, billing: BillingTerms): number {
  const { stepMinutes, direction, minimumMinutes } = billing;
  const steps = direction === 'up' ? Math.ceil(realised / stepMinutes) : rounded(realised, stepMinutes);
  return Math.max(steps * stepMinutes, minimumMinutes);
}

/** The minutes of each part when so many are billed: what is added or left out is at the visit's end. */
function stretched(lengths: number[], billed: number): number[] {
  let missing = billed - lengths.reduce((sum, minutes) => sum + minutes, 0);
  const fitted = [...lengths];
  for (let place = fitted.length - 1; place >= 0; place -= 1) {
    const minutes = fitted[place] ?? 0;
    const added = Math.max(missing, -minutes);
    fitted[place] = minutes + added;
    missing -= added;
  }
  return fitted;
}

/** What days in a row cost, each at the price of its own day: values change in the middle of a year. */
export function priceOfDays(
  firstDay: string,
  lastDay: string,
  prices: readonly PriceInForce[],
): PricedDays[] | { refused: 'nothing-in-force'; day: string } | { refused: 'period-ends-before-start' } {
  if (lastDay < firstDay) return { refused: 'period-ends-before-start' };
  const runs: PricedDays[] = [];
  for (let day = firstDay; day <= lastDay; day = dayAfter(day, 1)) {
    const cents = inForceOn(day, prices)?.terms.baseCents;
    if (typeof cents !== 'number') return { refused: 'nothing-in-force', day };
    const run = runs.at(-1);
    if (run && run.centsPerDay === cents) {
      run.lastDay = day;
      run.days += 1;
      run.cents += cents;
    } else {
      runs.push({ firstDay: day, lastDay: day, days: 1, centsPerDay: cents, cents });
    }
  }
  return runs;
}

/** What so many whole weeks, months or other units cost. */
export function priceOfQuantity(quantity: number, terms: PriceTerms): number | QuantityZero | BandWithoutPrice {
  if (quantity <= 0) return { refused: 'quantity-zero' };
  if (typeof terms.baseCents !== 'number') return { refused: 'band-without-price', band: ANY_TIME.slug };
  return quantity * terms.baseCents;
}
