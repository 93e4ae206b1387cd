/**
 * What realised visits cost, and whom: by the provider's prices and the organiser's values of each visit's day. Pure;
 * the twin of the server's `providers/realised_price.py`, to the cent.
 */
import type { RealisedVisit } from './balance';
import type { TimeBand } from './bands';
import { inForceOn } from './catalogue';
import { type DaySpan, localDay, monthAround, weekAround } from './days';
import { dueOf, type Effects } from './deviation';
import type { PriceUnit } from './explanation';
import { PERMILLE, rounded, share } from './money';
import { type Totals, totals } from './own-liability';
import { ANY_TIME, MINUTES_IN, type PriceTerms, priceOfVisit, rateOf } from './price';

/** What the rulebook says of who pays, from a day to a day. */
export interface ValueInForce {
  firstDay: string;
  lastDay: string | null;
  /** Null where only the decision says what a voucher is worth. */
  value: PriceTerms | null;
  /** Free of charge by 734/1992 s.4-5: nothing is left to the client (569/2009 s.7). */
  free?: boolean;
  /** How much of a month's quantity a voucher pays for: minutes where the price is of a time. */
  coveredQuantity?: number | null;
}

/** What the provider asks per unit in a time band; the band `any` is every time. */
export interface BandPrice {
  band: string;
  cents: number;
  firstDay: string;
  lastDay: string | null;
  provider?: string | null;
}

export interface MoneyTerms {
  kind: 'voucher' | 'order';
  unit: PriceUnit;
  values: readonly ValueInForce[];
  prices: readonly BandPrice[];
  /** What the decision says a voucher is worth per unit, by its day; null is the rulebook's own. */
  personal?: readonly { fromDay: string; valueCents: number | null }[];
  /** What an order was agreed at; holds where no price of the provider does. */
  agreedCents?: number | null;
  /** What is due of visits that did not go as booked. */
  effects?: readonly EffectsInForce[];
}

/** What a rulebook says of deviations, from a day to a day. */
export interface EffectsInForce extends Effects {
  firstDay: string;
  lastDay: string | null;
}

/**
 * A visit in a time band that nobody has priced, on a day without terms, or that went otherwise than booked in a way whose
 * price nobody has said, is counted and in no sum.
 */
export interface Money {
  paid: Totals;
  /** Of visits that a person must look at first. */
  waiting: Totals;
  unpriced: number;
}

interface Rates {
  price: PriceTerms;
  /** Null: the organiser pays all of it. */
  value: PriceTerms | null;
  coveredQuantity: number | null;
}

/** What of a month, week or day is used up while visits are walked through. */
interface Used {
  /** Days, weeks or months that are billed already, by their first day. */
  billed: Set<string>;
  /** By the month's first day: how much a voucher still pays for. */
  left: Map<string, number>;
}

/**
 * What the visits that began on these days cost, of all visits that the same months and weeks hold. A day, week or month
 * is billed once, with its first visit; a month's covered quantity is used in the order of the visits. What a person
 * still looks at comes after the rest, so that nothing certain depends on it.
 */
export function moneyOf(visits: readonly RealisedVisit[], terms: MoneyTerms, within: DaySpan | null): Money {
  const used: Used = { billed: new Set(), left: new Map() };
  const paid: Totals[] = [];
  const waiting: Totals[] = [];
  let unpriced = 0;
  for (const visit of inOrder(visits)) {
    const day = localDay(Date.parse(visit.startedAt));
    const share = shareOf(visit, day, terms, used);
    if (within && !(within.firstDay <= day && day <= within.lastDay)) continue;
    if (!share) unpriced += 1;
    else (visit.waits ? waiting : paid).push(share);
  }
  return { paid: totals(paid), waiting: totals(waiting), unpriced };
}

function inOrder(visits: readonly RealisedVisit[]): RealisedVisit[] {
  return [...visits].sort(
    (one, other) => Number(one.waits) - Number(other.waits) || Date.parse(one.startedAt) - Date.parse(other.startedAt),
  );
}

/** Who pays what of a visit, as it went; null when it has no price. */
function shareOf(visit: RealisedVisit, day: string, terms: MoneyTerms, used: Used): Totals | null {
  const rates = ratesOn(day, visit.provider ?? null, terms);
  if (!visit.deviation) return rates && shareOfTime(visit, day, rates, used);
  const due = dueOf(visit.startedAt, visit.endedAt, visit.deviation, inForceOn(day, terms.effects ?? []) ?? {});
  if (typeof due === 'string') return null;
  const { endedAt, permille } = due;
  if (permille === 0) return NO_MONEY;
  // The client may have had the rest of the day, week or month: how much of it was this visit's, nobody has said.
  if (permille < PERMILLE && (terms.unit === 'day' || terms.unit === 'week' || terms.unit === 'month')) return null;
  const whole = rates && shareOfTime({ ...visit, endedAt }, day, rates, used);
  if (!whole) return null;
  const [priceCents, organiserCents] = [share(whole.priceCents, permille), share(whole.organiserCents, permille)];
  return { priceCents, organiserCents, ownLiabilityCents: priceCents - organiserCents };
}

const NO_MONEY: Totals = { priceCents: 0, organiserCents: 0, ownLiabilityCents: 0 };

/** Who pays what of a visit from its start to its end. */
function shareOfTime(visit: RealisedVisit, day: string, rates: Rates, used: Used): Totals | null {
  const { unit } = rates.price;
  if (unit === 'day' || unit === 'week' || unit === 'month') return shareOfUnit(day, rates, used);
  const per = MINUTES_IN[unit];
  const price = priceOfVisit(visit.startedAt, visit.endedAt, rates.price);
  if ('refused' in price) return null;
  const covering: [quantity: number, perUnit: number][] = [];
  for (const { band, minutes, centsPerUnit, factorPermille } of price.parts) {
    const asked = centsPerUnit * factorPermille;
    const valued = rates.value ? valueIn(band, rates.value) : asked;
    if (valued === null) return null;
    covering.push([per === undefined ? 1 : minutes, Math.min(asked, valued)]);
  }
  const covered = covering.reduce((sum, [quantity, perUnit]) => sum + paidFor(day, quantity, rates, used) * perUnit, 0);
  const organiserCents = rounded(covered, PERMILLE * (per ?? 1));
  return { priceCents: price.cents, organiserCents, ownLiabilityCents: price.cents - organiserCents };
}

/** Who pays what of the day, week or month that a visit lies in: all of it with the first visit. */
function shareOfUnit(day: string, rates: Rates, used: Used): Totals | null {
  const asked = rates.price.baseCents ?? null;
  const valued = rates.value ? (rates.value.baseCents ?? null) : asked;
  if (asked === null || valued === null) return null;
  const { unit } = rates.price;
  const first = unit === 'day' ? day : (unit === 'week' ? weekAround(day) : monthAround(day)).firstDay;
  if (used.billed.has(first)) return NO_MONEY;
  used.billed.add(first);
  const organiserCents = paidFor(day, 1, rates, used) * Math.min(asked, valued);
  return { priceCents: asked, organiserCents, ownLiabilityCents: asked - organiserCents };
}

/** How much of a quantity the voucher still pays for in its month; that much is used up. */
function paidFor(day: string, quantity: number, { value, coveredQuantity }: Rates, { left }: Used): number {
  if (value === null || coveredQuantity === null) return quantity;
  const month = monthAround(day).firstDay;
  const before = left.get(month) ?? coveredQuantity;
  left.set(month, Math.max(before - quantity, 0));
  return Math.min(quantity, before);
}

/** What the provider asks and what the voucher is worth on a day, in the bands of that day's rulebook. */
function ratesOn(day: string, provider: string | null, terms: MoneyTerms): Rates | null {
  const held = inForceOn(day, terms.values);
  const asked = new Map<string, number>();
  const prices = terms.prices.filter((row) => (row.provider ?? null) === provider);
  for (const band of new Set(prices.map((row) => row.band))) {
    const row = inForceOn(
      day,
      prices.filter((one) => one.band === band),
    );
    if (row) asked.set(band, row.cents);
  }
  const { kind, agreedCents = null } = terms;
  if (asked.size === 0 && kind === 'order' && agreedCents !== null) asked.set(ANY_TIME.slug, agreedCents);
  if (asked.size === 0 || (held === null && kind === 'voucher')) return null;
  const shape = held?.value ?? { unit: terms.unit };
  const atAllTimes = asked.get(ANY_TIME.slug) ?? null;
  const price = inBands({ ...shape, baseCents: atAllTimes }, (band) => ({
    ...band,
    cents: asked.get(band.slug) ?? atAllTimes,
    factorPermille: null,
  }));
  const isWhole = kind === 'order' || held?.free === true;
  return {
    price,
    value: isWhole ? null : valuedAt(shape, personalOn(day, terms.personal ?? [])),
    coveredQuantity: held?.coveredQuantity ?? null,
  };
}

/** The personal value on a day; the grant's own first one holds on the days before it too. */
function personalOn(day: string, values: NonNullable<MoneyTerms['personal']>): number | null {
  const begun = values.filter(({ fromDay }) => fromDay <= day);
  return (begun.at(-1) ?? values[0])?.valueCents ?? null;
}

/** What a voucher is worth: a personal value is the base, and a band with its own keeps the higher one. */
function valuedAt(shape: PriceTerms, personalCents: number | null): PriceTerms {
  if (personalCents === null) return shape;
  return inBands({ ...shape, baseCents: personalCents }, (band) =>
    typeof band.cents === 'number' ? { ...band, cents: Math.max(band.cents, personalCents) } : band,
  );
}

function inBands(terms: PriceTerms, change: (band: TimeBand) => TimeBand): PriceTerms {
  const { timetable } = terms;
  return timetable ? { ...terms, timetable: { ...timetable, bands: timetable.bands.map(change) } } : terms;
}

/** The value in a band, in thousandths of a cent per unit. */
function valueIn(slug: string, value: PriceTerms): number | null {
  const band = (value.timetable?.bands ?? [ANY_TIME]).find((one) => one.slug === slug);
  const rate = band ? rateOf(band, value) : null;
  return rate ? rate.cents * rate.factor : null;
}
