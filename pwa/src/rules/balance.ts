/**
 * What a client has of a grant in one period: granted, used, kept for visits that a person must look at, left. Pure;
 * the twin of the server's `vouchers/rules.py`.
 */
import { type DaySpan, localDay, monthAround, weekAround } from './days';
import { type Deviation, wasNotMade } from './deviation';

export type GrantUnit = 'minute' | 'visit' | 'day' | 'week' | 'month' | 'cent';

/** How much is granted, and for how long at a time; `total` is all of it, for as long as the grant is in force. */
export interface GrantTerms {
  quantity: number;
  unit: GrantUnit;
  period: 'week' | 'month' | 'total';
  firstDay: string;
  lastDay: string;
}

export interface RealisedVisit {
  startedAt: string;
  endedAt: string;
  minutes: number;
  /** Whether a person must look at it before it is paid; until then it takes nothing, and what it would take is kept. */
  waits: boolean;
  /** Who came; a voucher may be open to several. */
  provider?: string | null;
  /** What was otherwise than booked, if anything was. */
  deviation?: Deviation | null;
}

export interface Taken {
  used: number;
  reserved: number;
}

/** `reserved` is part of `left`; `left` and `free` are negative when more was done than granted. */
export interface Balance extends Taken {
  granted: number;
  left: number;
  free: number;
}

/** The period that a day lies in. A grant that begins or ends within it has all of its quantity: nothing is prorated. */
export function periodOn(day: string, grant: GrantTerms): DaySpan {
  if (grant.period === 'week') return weekAround(day);
  if (grant.period === 'month') return monthAround(day);
  return { firstDay: grant.firstDay, lastDay: grant.lastDay };
}

/** The visits of that period, each by the day it began on; of the whole grant every visit is part. */
export function visitsInPeriod(visits: readonly RealisedVisit[], day: string, grant: GrantTerms): RealisedVisit[] {
  if (grant.period === 'total') return [...visits];
  const { firstDay, lastDay } = periodOn(day, grant);
  return visits.filter(({ startedAt }) => {
    const begunOn = localDay(Date.parse(startedAt));
    return firstDay <= begunOn && begunOn <= lastDay;
  });
}

/**
 * What visits take of a grant that is counted in a unit; for sums see `realised-price.ts`. One that was not made takes
 * nothing, whatever of its price is due.
 */
export function takenBy(all: readonly RealisedVisit[], unit: Exclude<GrantUnit, 'cent'>): Taken {
  const visits = all.filter(({ deviation }) => !deviation || !wasNotMade(deviation.code));
  const paid = visits.filter(({ waits }) => !waits);
  const waiting = visits.filter(({ waits }) => waits);
  if (unit === 'minute') return { used: minutesIn(paid), reserved: minutesIn(waiting) };
  if (unit === 'visit') return { used: paid.length, reserved: waiting.length };
  // A day with several visits is one day, whichever of them a person still looks at.
  const used = unitsOf(paid, unit);
  return { used: used.size, reserved: [...unitsOf(waiting, unit)].filter((first) => !used.has(first)).length };
}

export function balance(granted: number, { used, reserved }: Taken): Balance {
  const left = granted - used;
  return { granted, used, reserved, left, free: left - reserved };
}

/** The first day of the day, week or month that a day lies in. */
export function unitDay(day: string, unit: 'day' | 'week' | 'month'): string {
  if (unit === 'day') return day;
  return (unit === 'week' ? weekAround(day) : monthAround(day)).firstDay;
}

function minutesIn(visits: readonly RealisedVisit[]): number {
  return visits.reduce((sum, { minutes }) => sum + minutes, 0);
}

function unitsOf(visits: readonly RealisedVisit[], unit: 'day' | 'week' | 'month'): Set<string> {
  return new Set(visits.map(({ startedAt }) => unitDay(localDay(Date.parse(startedAt)), unit)));
}
