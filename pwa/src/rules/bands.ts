/**
 * Time bands: which price holds at which time of which day, and a visit split where one gives way to another. A time
 * that no band covers is refused, never guessed. Pure; the twin of the server's `catalogue/bands.py`.
 */
import { type DayKind, dayAfter, type EveTerms, kindsOf, offsetMinutesAt } from './days';

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
const DAY_ZERO = '1970-01-01';

export interface TimeBand {
  slug: string;
  days: readonly DayKind[];
  /**
   * Local clock minutes from midnight. A night that ends at six the next morning ends at 30 x 60, and belongs to the
   * day it began on; written as two bands, each belongs to its calendar day.
   */
  fromMinute: number;
  toMinute: number;
  /** Of an hour, or of a visit where that is the unit. */
  cents?: number | null;
  factorPermille?: number | null;
}

/** A rulebook's bands in the order they are read: the first that holds counts. */
export interface Timetable {
  bands: readonly TimeBand[];
  eves: EveTerms;
}

/** What of a visit falls into one band on one local day. */
export interface Part {
  band: string;
  day: string;
  startedAt: string;
  endedAt: string;
  minutes: number;
}

export interface BandMissing {
  refused: 'band-missing';
  missingFrom: string;
}

/** Why the bands cannot be used: one of them ends before it starts, or is longer than a day. */
export function refuseTimetable(timetable: Timetable): { refused: 'period-ends-before-start' } | null {
  for (const { fromMinute, toMinute } of timetable.bands) {
    const withinADay = fromMinute >= 0 && fromMinute < DAY_MINUTES && toMinute <= fromMinute + DAY_MINUTES;
    if (!withinADay || toMinute <= fromMinute) return { refused: 'period-ends-before-start' };
  }
  return null;
}

/**
 * A visit cut at band edges and at midnight, in whole clock minutes. Lengths are of real time: in the night when summer
 * time begins, 02:30 to 04:30 is an hour.
 */
export function partsOf(startedAt: string, endedAt: string, timetable: Timetable): Part[] | BandMissing {
  const edges = timetable.bands.flatMap((band) => [band.fromMinute % DAY_MINUTES, band.toMinute % DAY_MINUTES]);
  edges.sort((one, other) => one - other);
  const parts: Part[] = [];
  const end = clockMinute(endedAt);
  let now = clockMinute(startedAt);
  while (now < end) {
    const local = now + offsetAt(now);
    const day = dayAfter(DAY_ZERO, Math.floor(local / DAY_MINUTES));
    const minute = local - Math.floor(local / DAY_MINUTES) * DAY_MINUTES;
    const band = bandAt(day, minute, timetable);
    if (!band) return { refused: 'band-missing', missingFrom: `${day}T${clockTime(minute)}` };
    const nextEdge = edges.find((edge) => edge > minute) ?? DAY_MINUTES;
    const until = firstChange(now, Math.min(end, now + nextEdge - minute));
    const last = parts.at(-1);
    if (last && last.band === band.slug && last.day === day) {
      last.endedAt = instantOf(until);
      last.minutes += until - now;
    } else {
      const [began, ended] = [instantOf(now), instantOf(until)];
      parts.push({ band: band.slug, day, startedAt: began, endedAt: ended, minutes: until - now });
    }
    now = until;
  }
  return parts;
}

/** The band that holds at a clock minute of a local day. */
export function bandAt(day: string, minute: number, timetable: Timetable): TimeBand | null {
  const kinds = kindsOf(day, timetable.eves);
  let before: ReadonlySet<DayKind> | null = null;
  for (const band of timetable.bands) {
    if (band.fromMinute <= minute && minute < band.toMinute && band.days.some((kind) => kinds.has(kind))) return band;
    if (minute + DAY_MINUTES < band.toMinute) {
      before ??= kindsOf(dayAfter(day, -1), timetable.eves);
      if (band.days.some((kind) => before?.has(kind))) return band;
    }
  }
  return null;
}

/** The first minute after `now` at which the clocks are put forward or back, or `end` if that comes first. */
function firstChange(now: number, end: number): number {
  const offset = offsetAt(now);
  if (offsetAt(end - 1) === offset) return end;
  let before = now;
  let after = end - 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** The number of the minute that an instant lies in, whatever zone it is written in. */
export function clockMinute(instant: string): number {
  return Math.floor(Date.parse(instant) / MINUTE_MS);
}

/** The instant at which a minute begins, in the one form of the wire. */
export function instantOf(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString().replace('.000Z', 'Z');
}

function offsetAt(minute: number): number {
  return offsetMinutesAt(minute * MINUTE_MS);
}

function clockTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
