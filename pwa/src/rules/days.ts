/**
 * Local days in Finland, where a voucher's first and last day are counted, whatever zone the phone is set to; its
 * holidays and their eves. Pure.
 */

const ZONE = 'Europe/Helsinki';
const DAY_MS = 86_400_000;
/** The signed code counts days from here, in two bytes (until 2199). */
const CODE_DAY_ZERO = Date.UTC(2020, 0, 1);

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

export type DayKind = 'weekday' | 'saturday' | 'sunday' | 'holiday' | 'eve';

/** Which days a rulebook prices as an eve (aatto): no statute says, so the organiser does. */
export interface EveTerms {
  /** The holidays whose day before counts. */
  of: readonly string[];
  /** A weekday holiday (arkipyhä) falls on another day than a Sunday. */
  weekdayHolidaysOnly: boolean;
}

export const NO_EVES: EveTerms = { of: [], weekdayHolidaysOnly: true };

const SATURDAY = 6;
const SUNDAY = 0;

/** Month and day of the holidays that never move (Church Act 652/2023 1:6; May Day and Independence Day). */
const FIXED: Record<string, string> = {
  '01-01': 'new-years-day',
  '01-06': 'epiphany',
  '05-01': 'may-day',
  '12-06': 'independence-day',
  '12-25': 'christmas-day',
  '12-26': 'boxing-day',
};

/** Days from Easter Sunday. */
const BY_EASTER: Record<number, string> = {
  [-2]: 'good-friday',
  0: 'easter-sunday',
  1: 'easter-monday',
  39: 'ascension-day',
  49: 'whit-sunday',
};

/** The holiday that falls on a day. Computed here, read from a library on the server: the vectors hold the two together. */
export function holidayOn(day: string): string | null {
  const monthAndDay = day.slice(5);
  const fixed = FIXED[monthAndDay];
  if (fixed) return fixed;
  if (weekdayOf(day) === SATURDAY) {
    if (monthAndDay >= '06-20' && monthAndDay <= '06-26') return 'midsummer-day';
    if (monthAndDay >= '10-31' && monthAndDay <= '11-06') return 'all-saints-day';
  }
  const fromEaster = (Date.parse(`${day}T00:00:00Z`) - easter(Number(day.slice(0, 4)))) / DAY_MS;
  return BY_EASTER[fromEaster] ?? null;
}

/**
 * Everything a price list may call a day. A Saturday that is a holiday is no Saturday; a Sunday that is one stays a
 * Sunday, for lists that name only Sundays.
 */
export function kindsOf(day: string, eves: EveTerms = NO_EVES): ReadonlySet<DayKind> {
  const kinds = new Set<DayKind>();
  const weekday = weekdayOf(day);
  if (weekday === SUNDAY) kinds.add('sunday');
  if (holidayOn(day)) kinds.add('holiday');
  else if (weekday === SATURDAY) kinds.add('saturday');
  else if (weekday !== SUNDAY) kinds.add('weekday');
  if (isEve(day, eves)) kinds.add('eve');
  return kinds;
}

/** Whether a rulebook prices the day as an eve. */
export function isEve(day: string, eves: EveTerms): boolean {
  if (eves.of.length === 0) return false;
  const nextDay = dayAfter(day, 1);
  const holiday = holidayOn(nextDay);
  return holiday !== null && eves.of.includes(holiday) && !(eves.weekdayHolidaysOnly && weekdayOf(nextDay) === SUNDAY);
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1);
}

/** How many minutes the clocks here are ahead of UTC. */
export function offsetMinutesAt(instantMs: number): number {
  const { year, month, day, hour, minute } = localParts(instantMs);
  const asIfUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  return asIfUtc / 60_000 - Math.floor(instantMs / 60_000);
}
