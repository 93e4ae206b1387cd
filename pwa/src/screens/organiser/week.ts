/** A rulebook's bands as a week that a person understands: for each kind of day, what holds from when to when. */
import { bandAt, type TimeBand, type Timetable } from '../../rules/bands';
import { dayAfter } from '../../rules/days';
import { kindsOf } from '../../rules/holidays';

export type WeekRow = 'weekdays' | 'saturday' | 'sunday' | 'holiday' | 'eve';

export interface Stretch {
  fromMinute: number;
  toMinute: number;
  /** Null where nothing holds: the rulebook has no price for that time. */
  band: TimeBand | null;
}

export interface DayRow {
  row: WeekRow;
  stretches: Stretch[];
}

const DAY_MINUTES = 24 * 60;
/** Days looked through for one of each kind: the holidays of two years fall on all weekdays that they can. */
const DAYS_LOOKED_THROUGH = 800;

/** The kinds of day from a day on; a holiday here falls on a weekday, and eves are left out where none count. */
export function weekOf(timetable: Timetable, from: string): DayRow[] {
  const rows: WeekRow[] = ['weekdays', 'saturday', 'sunday', 'holiday', 'eve'];
  return rows.flatMap((row) => {
    const day = exampleOf(row, timetable, from);
    return day === null ? [] : [{ row, stretches: stretchesOf(day, timetable) }];
  });
}

/** A day of that kind after an ordinary one, so that no other night than its own kind's spills into its morning. */
function exampleOf(row: WeekRow, timetable: Timetable, from: string): string | null {
  for (let ahead = 1; ahead <= DAYS_LOOKED_THROUGH; ahead += 1) {
    const day = dayAfter(from, ahead);
    if (rowOf(day, timetable) === row && isQuiet(row, dayAfter(day, -1), timetable)) return day;
  }
  return null;
}

function rowOf(day: string, { eves }: Timetable): WeekRow | null {
  const kinds = kindsOf(day, eves);
  if (kinds.has('eve')) return kinds.has('weekday') ? 'eve' : null;
  if (kinds.has('holiday')) return kinds.has('sunday') ? null : 'holiday';
  if (kinds.has('saturday')) return 'saturday';
  return kinds.has('sunday') ? 'sunday' : 'weekdays';
}

function isQuiet(row: WeekRow, dayBefore: string, { eves }: Timetable): boolean {
  const before = kindsOf(dayBefore, eves);
  if (before.has('holiday')) return false;
  if (row === 'holiday') return true;
  return !before.has('eve') && (row === 'saturday' || row === 'sunday' || before.has('weekday'));
}

function stretchesOf(day: string, timetable: Timetable): Stretch[] {
  const edges = timetable.bands.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute % DAY_MINUTES]);
  const starts = [...new Set([0, ...edges])].filter((minute) => minute < DAY_MINUTES).sort((one, other) => one - other);
  const stretches: Stretch[] = [];
  for (const [place, fromMinute] of starts.entries()) {
    const band = bandAt(day, fromMinute, timetable);
    const toMinute = starts[place + 1] ?? DAY_MINUTES;
    const last = stretches.at(-1);
    if (last && last.band === band) last.toMinute = toMinute;
    else stretches.push({ fromMinute, toMinute, band });
  }
  return stretches;
}
