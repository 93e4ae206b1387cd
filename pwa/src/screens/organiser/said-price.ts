/** The price or value of a service in words, band by band. */
import type { TimeBand } from '../../rules/bands';
import type { BillingTerms, PriceTerms } from '../../rules/price';
import { bandName } from '../../words/band-names';
import { duration } from '../../words/formats';
import { type OrganiserKey, tell } from '../../words/organiser';
import { perUnit, type Row, row } from './said';

const DAY_MINUTES = 24 * 60;
/** In the order of the year (Church Act 652/2023 1:6; May Day and Independence Day). */
export const HOLIDAYS = [
  'new-years-day',
  'epiphany',
  'good-friday',
  'easter-sunday',
  'easter-monday',
  'may-day',
  'ascension-day',
  'whit-sunday',
  'midsummer-day',
  'all-saints-day',
  'independence-day',
  'christmas-day',
  'boxing-day',
] as const;

export function priceRows(price: PriceTerms | null): Row[] {
  if (price === null) return [row('value', 'value.base', null, 'value.noValue')];
  const { baseCents, timetable, billing, unit } = price;
  const base = typeof baseCents === 'number' ? perUnit(baseCents, unit) : null;
  const bands = (timetable?.bands ?? []).map((band) => bandRow(band, price));
  return [
    ...(base !== null || !timetable ? [row('value', 'value.base', base, 'value.noBase')] : []),
    ...bands,
    ...(timetable ? [row('value', 'eves.title', evesSaid(timetable.eves), 'eves.none')] : []),
    row('value', 'billing.title', billing ? billingSaid(billing) : null, 'billing.asRealised'),
  ];
}

function bandRow(band: TimeBand, price: PriceTerms): Row {
  const key = `band.${band.slug}.${band.days.join('.')}.${band.fromMinute}`;
  const said = tell('bands.said', { when: whenSaid(band), price: bandPrice(band, price) });
  return { section: 'value', key, name: bandName(band.slug), said, otherwise: '' };
}

/** "ma–pe, aatto 18–22". */
export function whenSaid({ days, fromMinute, toMinute }: TimeBand): string {
  const named = days.map((day) => tell(`day.${day}`)).join(', ');
  return tell('bands.when', { days: named, from: clockSaid(fromMinute), to: clockSaid(toMinute) });
}

/** "7" or "7.30"; of the next day as it stands on its clock. */
export function clockSaid(minute: number): string {
  const ofDay = minute > DAY_MINUTES ? minute - DAY_MINUTES : minute;
  const [hour, rest] = [Math.floor(ofDay / 60), ofDay % 60];
  return rest === 0 ? String(hour) : `${hour}.${String(rest).padStart(2, '0')}`;
}

/** The band's own price, or the base and its factor. */
export function bandPrice({ cents, factorPermille }: TimeBand, { baseCents, unit }: PriceTerms): string {
  if (typeof cents === 'number') return perUnit(cents, unit);
  const factor = factorPermille ?? 1000;
  if (typeof baseCents !== 'number') return tell('bands.factorOnly', { factor: factorSaid(factor) });
  const price = perUnit((baseCents * factor) / 1000, unit);
  return factor === 1000 ? price : tell('bands.byFactor', { price, factor: factorSaid(factor) });
}

function factorSaid(permille: number): string {
  return (permille / 1000).toLocaleString(document.documentElement.lang);
}

export function evesSaid({
  of,
  weekdayHolidaysOnly,
}: {
  of: readonly string[];
  weekdayHolidaysOnly: boolean;
}): string | null {
  if (of.length === 0) return null;
  const named = of.map((holiday) => tell(`holiday.${holiday}` as OrganiserKey)).join(', ');
  const days = of.length < HOLIDAYS.length ? named : tell('eves.allSaid');
  return weekdayHolidaysOnly ? tell('eves.saidWeekdays', { days }) : days;
}

/** How realised minutes become billed ones; null where they are billed as they were. */
function billingSaid({ stepMinutes, direction, minimumMinutes, pricedBy }: BillingTerms): string | null {
  const said: string[] = [];
  if (stepMinutes > 1) said.push(tell(`billing.${direction}`, { minutes: stepMinutes }));
  if (minimumMinutes > 0) said.push(tell('billing.minimum', { time: duration(minimumMinutes) }));
  if (pricedBy === 'start') said.push(tell('billing.byStart'));
  return said.length === 0 ? null : said.join(' ');
}
