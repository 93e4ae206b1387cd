/**
 * The course of a grant: what its acts fold into, in the order in which they were made. The same cases bind the
 * server's `vouchers/course.py` (tests/vectors/course.json). Pure.
 */

import { dayAfter } from './days';

export interface Act {
  act: 'value_raised' | 'paused' | 'resumed' | 'ended' | 'undone' | 'refused';
  /** The first day it holds; for an end, the first day that is no longer paid. */
  fromDay: string;
  toDay: string | null;
  valueCents: number | null;
  /** Why it ended, or by whom a pause is caused. */
  reason: string | null;
  /** An `undone` that names a decision takes back what that decision did here; one that names none, the grant itself. */
  decision: string | null;
}

/** Days on which nobody should come, both included; without a last day until further notice. */
export interface PausedDays {
  firstDay: string;
  lastDay: string | null;
  causedBy: string | null;
}

export interface Course {
  firstDay: string;
  lastDay: string;
  /** The first day on which it no longer pays, when it was ended before its last day. */
  endedOn: string | null;
  isUndone: boolean;
  pauses: PausedDays[];
  /** By their day, the grant's own first; null is the rulebook's value. */
  values: { fromDay: string; valueCents: number | null }[];
}

const byDay = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** What the acts on a grant come to. */
export function course(firstDay: string, lastDay: string, valueCents: number | null, acts: readonly Act[]): Course {
  let ends: Act[] = [];
  let raises: Act[] = [];
  let pauses: PausedDays[] = [];
  let isUndone = false;
  for (const act of acts) {
    if (act.act === 'ended' || act.act === 'refused') ends.push(act);
    else if (act.act === 'value_raised') raises.push(act);
    else if (act.act === 'paused') pauses.push({ firstDay: act.fromDay, lastDay: act.toDay, causedBy: act.reason });
    else if (act.act === 'resumed') pauses = pauses.flatMap((pause) => cut(pause, act.fromDay));
    else if (act.decision === null) isUndone = true;
    else {
      ends = ends.filter(({ decision }) => decision !== act.decision);
      raises = raises.filter(({ decision }) => decision !== act.decision);
    }
  }
  const ended = ends.map(({ fromDay }) => fromDay);
  if (isUndone) ended.push(firstDay);
  // Of two raises from the same day the later one holds.
  const values = new Map([[firstDay, valueCents]]);
  for (const raised of raises) values.set(raised.fromDay, raised.valueCents);
  return {
    firstDay,
    lastDay,
    endedOn: ended.sort(byDay)[0] ?? null,
    isUndone,
    pauses: pauses.sort((one, other) => byDay(one.firstDay, other.firstDay)),
    values: [...values]
      .sort(([one], [other]) => byDay(one, other))
      .map(([fromDay, cents]) => ({ fromDay, valueCents: cents })),
  };
}

/** What is left of a pause in which service begins again on a day; nothing when that is its first day. */
function cut(pause: PausedDays, servedFrom: string): PausedDays[] {
  if (!holds(pause, servedFrom)) return [pause];
  return servedFrom === pause.firstDay ? [] : [{ ...pause, lastDay: dayAfter(servedFrom, -1) }];
}

function holds({ firstDay, lastDay }: PausedDays, day: string): boolean {
  return firstDay <= day && (lastDay === null || day <= lastDay);
}

/** Whether nobody should come on a day. */
export function isPaused({ pauses }: Pick<Course, 'pauses'>, day: string): boolean {
  return pauses.some((pause) => holds(pause, day));
}

/** The personal value on a day, or null when the rulebook's holds. */
export function valueOn({ values }: Pick<Course, 'values'>, day: string): number | null {
  const begun = values.filter(({ fromDay }) => fromDay <= day);
  return (begun.at(-1) ?? values[0])?.valueCents ?? null;
}
