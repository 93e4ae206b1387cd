/**
 * Time bands: which price holds at which time of which day, and a visit split where one gives way to another. A time
 * that no band covers is refused, never guessed. Pure; the twin of the server's `catalogue/bands.py`.
 */
import { dayAfter, offsetMinutesAt } from './days';
import { type DayKind, type EveTerms, kindsOf } from './holidays';

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
  const times = timesInBands(clockMinute(startedAt), clockMinute(endedAt), timetable);
  if ('refused' in times) return times;
  return times.map(({ band, day, start, end }) => ({
    band: band.slug,
    day,
    startedAt: instantOf(start),
    endedAt: instantOf(end),
    minutes: end - start,
  }));
}

/** A part between numbered minutes, with its band. */
export interface TimeInBand {
  band: TimeBand;
  day: string;
  start: number;
  end: number;
}

/** The same cut between numbered minutes, with the bands themselves. */
export function timesInBands(from: number, to: number, timetable: Timetable): TimeInBand[] | BandMissing {
  const edges = timetable.bands.flatMap((band) => [band.fromMinute % DAY_MINUTES, band.toMinute % DAY_MINUTES]);
  edges.sort((one, other) => one - other);
  const times: TimeInBand[] = [];
  for (const { start, end, offset } of steadyStretches(from, to)) {
    let now = start;
    while (now < end) {
      const dayNumber = Math.floor((now + offset) / DAY_MINUTES);
      const minute = now + offset - dayNumber * DAY_MINUTES;
      const day = dayAfter(DAY_ZERO, dayNumber);
      const band = bandAt(day, minute, timetable);
      if (!band) return { refused: 'band-missing', missingFrom: `${day}T${clockTime(minute)}` };
      const nextEdge = edges.find((edge) => edge > minute) ?? DAY_MINUTES;
      const until = Math.min(end, now + nextEdge - minute);
      const last = times.at(-1);
      if (last && last.band === band && last.day === day) last.end = until;
      else times.push({ band, day, start: now, end: until });
      now = until;
    }
  }
  return times;
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

interface Stretch {
  start: number;
  end: number;
  /** How far the clocks are ahead of UTC, in minutes. */
  offset: number;
}

/** A time cut where the clocks are put forward or back. */
function steadyStretches(from: number, end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let start = from;
  while (start < end) {
    // Within a day the clocks change once at most, so equal ends mean that they do not.
    let until = Math.min(end, start + DAY_MINUTES);
    const offset = offsetAt(start);
    if (offsetAt(until - 1) !== offset) until = firstChange(start, until - 1, offset);
    stretches.push({ start, end: until, offset });
    start = until;
  }
  return stretches;
}

/** The first minute at which the clocks no longer show `offset`, as they still do at `before`. */
function firstChange(before: number, after: number, offset: number): number {
  if (after - before <= 1) return after;
  const middle = Math.floor((before + after) / 2);
  return offsetAt(middle) === offset ? firstChange(middle, after, offset) : firstChange(before, middle, offset);
}

/** The number of the minute that an instant lies in, whatever zone it is written in. */
export function clockMinute(instant: string): number {
  return Math.floor(Date.parse(instant) / MINUTE_MS);
}

/** The instant at which a minute begins, in the one form of the wire. */
function instantOf(minute: number): string {
  return new Date(minute * MINUTE_MS).toISOString().replace('.000Z', 'Z');
}

function offsetAt(minute: number): number {
  return offsetMinutesAt(minute * MINUTE_MS);
}

function clockTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
