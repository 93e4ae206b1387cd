/** Local days in Finland, where a voucher's first and last day are counted, whatever zone the phone is set to. Pure. */

const ZONE = 'Europe/Helsinki';
const DAY_MS = 86_400_000;
/** The signed code counts days from here, in two bytes (until 2199). */
const CODE_DAY_ZERO = Date.UTC(2020, 0, 1);
/** As `weekdayOf` counts. */
export const SATURDAY = 6;

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

function localParts(instantMs: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(instantMs).map(({ type, value }) => [type, value]));
}

/** The local day (`YYYY-MM-DD`) of an instant. */
export function localDay(instantMs: number): string {
  const { year, month, day } = localParts(instantMs);
  return `${year}-${month}-${day}`;
}

/** The local time of day (`HH:MM`) of an instant. */
export function localTime(instantMs: number): string {
  const { hour, minute } = localParts(instantMs);
  return `${hour}:${minute}`;
}

/**
 * The instant of a local day and time; null when the clock never shows it. When it shows it twice, the first of the two
 * that is later than `afterMs`, else the earlier.
 */
export function instantOf(day: string, time: string, afterMs = Number.NEGATIVE_INFINITY): number | null {
  const asIfUtc = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(asIfUtc)) return null;
  // Finland is three hours ahead in summer and two in winter: summer time comes first in the doubled hour.
  const shown = [3, 2]
    .map((hoursAhead) => asIfUtc - hoursAhead * 3_600_000)
    .filter((instantMs) => localDay(instantMs) === day && localTime(instantMs) === time);
  return shown.find((instantMs) => instantMs > afterMs) ?? shown[0] ?? null;
}

/** The day after so many days; a negative number goes back. */
export function dayAfter(day: string, days: number): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** The day that the signed code writes as a count from 1 January 2020. */
export function dayOfCode(count: number): string {
  return isoDay(CODE_DAY_ZERO + count * DAY_MS);
}

function isoDay(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, 10);
}

/** Days in a row, first and last included. */
export interface DaySpan {
  firstDay: string;
  lastDay: string;
}

/** The week of a day, Monday to Sunday (ISO 8601). */
export function weekAround(day: string): DaySpan {
  const monday = dayAfter(day, -((weekdayOf(day) + SATURDAY) % 7));
  return { firstDay: monday, lastDay: dayAfter(monday, SATURDAY) };
}

/** The calendar month of a day. */
export function monthAround(day: string): DaySpan {
  const firstDay = `${day.slice(0, 7)}-01`;
  const firstOfNext = `${dayAfter(firstDay, 31).slice(0, 7)}-01`;
  return { firstDay, lastDay: dayAfter(firstOfNext, -1) };
}

/** The day of the week, counted from Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** How many minutes the clocks here are ahead of UTC. */
export function offsetMinutesAt(instantMs: number): number {
  const { year, month, day, hour, minute } = localParts(instantMs);
  const asIfUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  return asIfUtc / 60_000 - Math.floor(instantMs / 60_000);
}
