/** Versions of a part of the rulebook on one line of time: where each begins and ends, and which one holds. */
import { dayAfter } from '../../rules/days';

export type VersionState = 'past' | 'in-force' | 'to-come';

export interface Days {
  firstDay: string;
  lastDay: string | null;
}

/** A line of time and where on it today is. */
export interface Axis {
  firstDay: string;
  lastDay: string;
}

/** Where something lies on a line of time, in hundredths of its length. */
export interface Span {
  from: number;
  to: number;
  /** It goes on over the line's end. */
  isOpen: boolean;
}

/** How far beyond the last known change the line goes on, so that what is open-ended is seen to go on. */
const DAYS_AHEAD = 120;
/** How far back the line goes: older days are cut off, so that the coming change is not a hair's breadth. */
const DAYS_BACK = 6 * 365;
/** A year that begins nearer the line's end has no room for its number. */
const LAST_YEARS_PLACE = 92;
const DAY_MS = 86_400_000;

export function stateOn(day: string, { firstDay, lastDay }: Days): VersionState {
  if (day < firstDay) return 'to-come';
  return lastDay !== null && lastDay < day ? 'past' : 'in-force';
}

/** A line that holds today and every change near it. */
export function axisOf(versions: readonly Days[], today: string): Axis {
  const edges = versions.flatMap(({ firstDay, lastDay }) => (lastDay === null ? [firstDay] : [firstDay, lastDay]));
  const earliest = [today, ...edges].reduce((one, other) => (other < one ? other : one));
  const latest = [today, ...edges].reduce((one, other) => (other > one ? other : one));
  const oldest = dayAfter(today, -DAYS_BACK);
  return { firstDay: earliest < oldest ? oldest : earliest, lastDay: dayAfter(latest, DAYS_AHEAD) };
}

/** The part of the line on which a version holds, its last day included. */
export function spanOn(axis: Axis, { firstDay, lastDay }: Days): Span {
  const isOpen = lastDay === null || lastDay > axis.lastDay;
  return {
    from: placeOn(axis, firstDay),
    to: isOpen ? 100 : placeOn(axis, dayAfter(lastDay, 1)),
    isOpen,
  };
}

/** The years that begin on the line, and where. */
export function yearsOn(axis: Axis): { year: number; at: number }[] {
  const [first, last] = [axis.firstDay, axis.lastDay].map((day) => Number(day.slice(0, 4))) as [number, number];
  const years = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  return years
    .map((year) => ({ year, day: `${year}-01-01` }))
    .filter(({ day }) => axis.firstDay <= day && day <= axis.lastDay)
    .map(({ year, day }) => ({ year, at: placeOn(axis, day) }))
    .filter(({ at }) => at <= LAST_YEARS_PLACE);
}

/** Where a day begins on the line. */
export function placeOn(axis: Axis, day: string): number {
  const first = Date.parse(axis.firstDay);
  const length = Math.max(DAY_MS, Date.parse(axis.lastDay) - first);
  const share = (Date.parse(day) - first) / length;
  return Math.round(10_000 * Math.min(1, Math.max(0, share))) / 100;
}

/** What changes next after a day, and when: the next version, or the end of the one in force; null when nothing does. */
export function nextChange<Version extends Days>(
  versions: readonly Version[],
  today: string,
): { day: string; version: Version | null } | null {
  const coming = versions
    .filter(({ firstDay }) => firstDay > today)
    .toSorted((one, other) => (one.firstDay < other.firstDay ? -1 : 1))[0];
  const ends = versions.find((version) => stateOn(today, version) === 'in-force')?.lastDay ?? null;
  if (ends !== null && (!coming || dayAfter(ends, 1) < coming.firstDay))
    return { day: dayAfter(ends, 1), version: null };
  return coming ? { day: coming.firstDay, version: coming } : null;
}
