/** A service's price or value as it is typed, and as the rules want it. */

import type { BillingTerms, EveTerms, PriceTerms, TimeBand, Timetable } from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import type { DayKind } from '../../rules/holidays';
import { refuseValue, type ValueTerms } from '../../rules/terms';
import type { Reader } from './reader';

export interface BandDraft {
  /** Tells the rows apart while they are moved. */
  key: string;
  slug: string;
  days: DayKind[];
  from: string;
  to: string;
  cents: string;
  factor: string;
}

export interface PriceDraft {
  way: 'none' | 'flat' | 'bands';
  base: string;
  bands: BandDraft[];
  eves: EveTerms['of'];
  weekdayHolidaysOnly: boolean;
  step: string;
  direction: BillingTerms['direction'];
  minimum: string;
  pricedBy: BillingTerms['pricedBy'];
}

const DAY_MINUTES = 24 * 60;

export const NO_PRICE: PriceDraft = {
  way: 'none',
  base: '',
  bands: [],
  eves: [],
  weekdayHolidaysOnly: true,
  step: '1',
  direction: 'up',
  minimum: '',
  pricedBy: 'minute',
};

export function emptyBand(days: DayKind[] = []): BandDraft {
  return { key: crypto.randomUUID(), slug: '', days, from: '', to: '', cents: '', factor: '' };
}

/** The price as it would have been typed. */
export function priceDraft(price: PriceTerms | null): PriceDraft {
  if (price === null) return NO_PRICE;
  const { baseCents, timetable, billing } = price;
  return {
    way: timetable ? 'bands' : 'flat',
    base: typeof baseCents === 'number' ? decimalOf(baseCents, 2, 2) : '',
    bands: (timetable?.bands ?? []).map(bandDraft),
    eves: [...(timetable?.eves.of ?? [])],
    weekdayHolidaysOnly: timetable?.eves.weekdayHolidaysOnly ?? true,
    step: String(billing?.stepMinutes ?? 1),
    direction: billing?.direction ?? 'up',
    minimum: billing?.minimumMinutes ? String(billing.minimumMinutes) : '',
    pricedBy: billing?.pricedBy ?? 'minute',
  };
}

function bandDraft({ slug, days, fromMinute, toMinute, cents, factorPermille }: TimeBand): BandDraft {
  return {
    key: crypto.randomUUID(),
    slug,
    days: [...days],
    from: clockTime(fromMinute),
    to: clockTime(toMinute > DAY_MINUTES ? toMinute - DAY_MINUTES : toMinute),
    cents: typeof cents === 'number' ? decimalOf(cents, 2, 2) : '',
    factor: typeof factorPermille === 'number' ? decimalOf(factorPermille, 3) : '',
  };
}

/** "7", "7:30", "24". */
export function clockTime(minute: number): string {
  const [hour, rest] = [Math.floor(minute / 60), minute % 60];
  return rest === 0 ? String(hour) : `${hour}:${String(rest).padStart(2, '0')}`;
}

/** The price in whole cents and minutes; what the rules refuse of it is remembered where it was typed. */
export function readPrice(
  draft: PriceDraft,
  unit: PriceTerms['unit'],
  bounds: Omit<ValueTerms, 'value'>,
  reader: Reader,
): PriceTerms | null {
  if (draft.way === 'none') return null;
  const baseCents = reader.price('value.base', draft.base);
  const timetable = draft.way === 'bands' ? readTimetable(draft, reader) : null;
  const billing: BillingTerms = {
    stepMinutes: Number(draft.step) as BillingTerms['stepMinutes'],
    direction: draft.direction,
    minimumMinutes: reader.count('value.minimum', draft.minimum) ?? 0,
    pricedBy: draft.pricedBy,
  };
  const price: PriceTerms = { unit, baseCents, timetable, billing };
  refuseBands(price, bounds, reader);
  return price;
}

function readTimetable(draft: PriceDraft, reader: Reader): Timetable {
  if (draft.bands.length === 0) reader.wrong('value.bands', 'no-bands');
  const bands = draft.bands.map((band, place) => readBand(band, `value.bands.${place}`, reader));
  const named = bands.some(({ days }) => days.includes('eve'));
  if (named && draft.eves.length === 0) reader.wrong('value.eves', 'no-holidays');
  return { bands, eves: { of: draft.eves, weekdayHolidaysOnly: draft.weekdayHolidaysOnly } };
}

function readBand(draft: BandDraft, at: string, reader: Reader): TimeBand {
  if (draft.days.length === 0) reader.wrong(`${at}.days`, 'no-days');
  const fromMinute = reader.minuteOfDay(`${at}.from`, draft.from) ?? 0;
  const toMinute = reader.minuteOfDay(`${at}.to`, draft.to) ?? 0;
  return {
    slug: reader.words(`${at}.slug`, draft.slug.replace(/-$/, '')),
    days: draft.days,
    fromMinute,
    // A night that ends in the morning ends on the next day.
    toMinute: toMinute <= fromMinute ? toMinute + DAY_MINUTES : toMinute,
    cents: reader.price(`${at}.cents`, draft.cents),
    factorPermille: reader.factor(`${at}.factor`, draft.factor),
  };
}

/** Each band is held to the rules by itself, so that the one that is refused is the one that says so. */
function refuseBands(value: PriceTerms, bounds: Omit<ValueTerms, 'value'>, reader: Reader): void {
  const { timetable, unit } = value;
  if (!timetable) {
    const refused = refuseValue({ ...bounds, value }, unit)?.refused;
    if (refused) reader.wrong('value.base', refused === 'band-without-price' ? 'missing' : refused);
    return;
  }
  for (const [place, band] of timetable.bands.entries()) {
    const alone = { ...value, timetable: { ...timetable, bands: [band] } };
    const refused = refuseValue({ ...bounds, value: alone }, unit)?.refused;
    const field = refused === 'period-ends-before-start' ? 'to' : 'cents';
    if (refused) reader.wrong(`value.bands.${place}.${field}`, refused);
  }
}
