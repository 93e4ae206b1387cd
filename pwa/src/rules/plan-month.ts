/** A month of plans beside what came of them, day by day. Pure. */
import { dayAfter, monthAround, weekAround } from './days';
import { type PlanStanding, type PlanTimes, planStanding } from './round';

export interface PlannedOnDay extends PlanTimes {
  day: string;
  /** The recorded visit that it was. */
  visit: string | null;
}

/** What of a day is told, in the order in which it is read. */
export const MARKS = ['done', 'extra', 'planned', 'missed', 'cancelled'] as const;
export type Mark = (typeof MARKS)[number];
export type DayMarks = Record<Mark, number>;

const AS: Record<PlanStanding, Mark> = {
  planned: 'planned',
  'under-way': 'planned',
  late: 'planned',
  done: 'done',
  missed: 'missed',
  cancelled: 'cancelled',
};

/** Each day with anything on it: what was planned by where it stands, and recorded visits that nobody had planned. */
export function marksOf(
  planned: readonly PlannedOnDay[],
  recorded: readonly { id: string; day: string }[],
  nowMs: number,
): Map<string, DayMarks> {
  const days = new Map<string, DayMarks>();
  const add = (day: string, mark: Mark): void => {
    const marks = days.get(day) ?? { done: 0, extra: 0, planned: 0, missed: 0, cancelled: 0 };
    marks[mark] += 1;
    days.set(day, marks);
  };
  for (const one of planned) add(one.day, AS[planStanding(one, nowMs)]);
  const expected = new Set(planned.map(({ visit }) => visit));
  for (const { id, day } of recorded) if (!expected.has(id)) add(day, 'extra');
  return days;
}

/** The weeks of a month's calendar, Monday to Sunday, with the days of other months that complete them. */
export function weeksOf(month: string): string[][] {
  const { firstDay, lastDay } = monthAround(`${month}-01`);
  const weeks: string[][] = [];
  for (let day = weekAround(firstDay).firstDay; day <= lastDay; day = dayAfter(day, 7)) {
    const monday = day;
    weeks.push(Array.from({ length: 7 }, (_, place) => dayAfter(monday, place)));
  }
  return weeks;
}
