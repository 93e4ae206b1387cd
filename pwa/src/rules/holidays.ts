/**
 * What kind of day a day is: Finland's holidays, their eves and the days of the week. A phone that only counts days
 * never loads it. Pure; the twin of the second half of the server's `days.py`.
 */
import { dayAfter, SATURDAY, weekdayOf } from './days';

const DAY_MS = 86_400_000;

export type DayKind = 'weekday' | 'saturday' | 'sunday' | 'holiday' | 'eve';

/** Which days a rulebook prices as an eve (aatto): no statute says, so the organiser does. */
export interface EveTerms {
  /** The holidays whose day before counts. */
  of: readonly string[];
  /** A weekday holiday (arkipyhä) falls on another day than a Sunday. */
  weekdayHolidaysOnly: boolean;
}

export const NO_EVES: EveTerms = { of: [], weekdayHolidaysOnly: true };

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
