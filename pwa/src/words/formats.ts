/**
 * Days, times and durations as people of each language write them, always in the county's own time (Europe/Helsinki),
 * whatever the phone's time zone says.
 */

import { computed } from '@preact/signals';
import { dayAfter, localDay } from '../rules/days';
import { ahead, type Language, language, t } from './index';

const ZONE = 'Europe/Helsinki';
/** English with the day before the month and the clock of twenty-four hours, as it is written in Finland. */
const LOCALES: Record<Language, string> = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-FI' };
/** By what Intl writes: by a Sámi language from when it says "today", where the browser knows it; else by the whole one. */
export const locales = computed(() => [
  ...(ahead.value?.sentences['day.today'] ? [ahead.value.language] : []),
  LOCALES[language.value],
]);

const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locales.value}.${name}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locales.value, { timeZone: ZONE, ...options });
  formats.set(key, found);
  return found as Intl.DateTimeFormat;
}

function units(unit: 'hour' | 'minute', unitDisplay: 'short' | 'long'): Intl.NumberFormat {
  const key = `${locales.value}.${unit}.${unitDisplay}`;
  const found = formats.get(key) ?? new Intl.NumberFormat(locales.value, { style: 'unit', unit, unitDisplay });
  formats.set(key, found);
  return found as Intl.NumberFormat;
}

/** Noon of a local day: far enough from midnight that no zone or summer time moves it to another day. */
function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

/** The local day (YYYY-MM-DD) on which an instant falls. */
export function dayOf(instant: string | Date): string {
  return localDay(new Date(instant).getTime());
}

export function today(): string {
  return localDay(Date.now());
}

/** The month (YYYY-MM) so many months from another. */
export function monthFrom(month: string, steps: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + steps, 1)).toISOString().slice(0, 7);
}

/** "9.05" in Finnish, "09:05" in Swedish. */
export function clock(instant: string | Date): string {
  return dates('clock', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** "9.05–9.50". */
export function clockSpan(from: string, to: string): string {
  return `${clock(from)}–${clock(to)}`;
}

/** "22.11.2026". */
export function shortDay(day: string): string {
  return dates('shortDay', { day: 'numeric', month: 'numeric', year: 'numeric' }).format(noonOf(day));
}

/** "sunnuntai 22. marraskuuta". */
export function longDay(day: string): string {
  return dates('longDay', { weekday: 'long', day: 'numeric', month: 'long' }).format(noonOf(day));
}

/** "su 22.11.", for a column of days. */
export function columnDay(day: string): string {
  return dates('columnDay', { weekday: 'short', day: 'numeric', month: 'numeric' }).format(noonOf(day));
}

/** "Today", "yesterday" or the long day. */
export function nearDay(day: string): string {
  if (day === today()) return t('day.today');
  if (day === dayAfter(today(), -1)) return t('day.yesterday');
  return longDay(day);
}

/** "marraskuu 2026". */
export function monthName(month: string): string {
  return dates('month', { month: 'long', year: 'numeric' }).format(noonOf(`${month}-15`));
}

/** "12 t 15 min"; long: "12 tuntia 15 minuuttia". */
export function duration(minutes: number, length: 'short' | 'long' = 'short'): string {
  const whole = Math.abs(Math.round(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const said = [
    hours ? units('hour', length).format(hours) : '',
    rest || !hours ? units('minute', length).format(rest) : '',
  ];
  return (minutes < 0 ? '−' : '') + said.filter(Boolean).join(length === 'short' ? '\u00a0' : ' ');
}

/** "22.11. klo 9.05", for saying how old something is. */
export function moment(instant: string | Date): string {
  return t('day.moment', { day: shortDay(dayOf(instant)), time: clock(instant) });
}

/** A whole number with the language's own grouping. */
export function count(amount: number): string {
  const key = `${locales.value}.count`;
  const found = formats.get(key) ?? new Intl.NumberFormat(locales.value);
  formats.set(key, found);
  return (found as Intl.NumberFormat).format(amount);
}

/** A size in the unit one says it in, rounded down: "10 GB", "850 MB"; as the language writes it ("10 Gt" in Finnish). */
export function storageSize(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['gigabyte', bytes / 1e9] : ['megabyte', bytes / 1e6];
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locales.value, style).format(Math.floor(size));
}
