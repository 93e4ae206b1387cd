/**
 * Where a planned visit stands, which recorded one it was, and what has changed of a round. Pure; the twin of the
 * server's `rounds/rules.py`, by the same cases.
 */

/** What of a planned visit decides where it stands; instants as they come on the wire. */
export interface PlanTimes {
  lateAt: string;
  missedAt: string;
  arrivedAt: string | null;
  isDone: boolean;
  isCancelled: boolean;
}

export type PlanStanding = 'planned' | 'under-way' | 'done' | 'late' | 'missed' | 'cancelled';

/** A visit is no longer than a day; what was begun and never recorded by then was not. */
const LONGEST_VISIT_MS = 86_400_000;
/** A visit further from its plan than this was another one. */
const MATCHED_WITHIN_MINUTES = 180;
/** How much nearer in time a colleague's visit must be to be the one that was planned for somebody. */
const ANOTHERS_VISIT_MINUTES = 30;
const MINUTE_MS = 60_000;

/** Where a planned visit stands at a moment (tests/vectors/plan_standing.json). */
export function planStanding(plan: PlanTimes, nowMs: number): PlanStanding {
  if (plan.isDone) return 'done';
  if (plan.isCancelled) return 'cancelled';
  if (plan.arrivedAt !== null) return nowMs < Date.parse(plan.arrivedAt) + LONGEST_VISIT_MS ? 'under-way' : 'missed';
  if (nowMs < Date.parse(plan.lateAt)) return 'planned';
  return nowMs < Date.parse(plan.missedAt) ? 'late' : 'missed';
}

interface PlannedTime {
  id: string;
  voucher: string;
  worker: string | null;
  startsAt: string;
}

interface RecordedTime {
  id: string;
  voucher: string;
  worker: string;
  startedAt: string;
}

/** Which planned visit each recorded one was: planned to recorded, each once (tests/vectors/plan_pairing.json). */
export function pairUp(plans: readonly PlannedTime[], visits: readonly RecordedTime[]): Map<string, string> {
  const near: { apart: number; plan: string; visit: string }[] = [];
  for (const plan of plans) {
    for (const visit of visits) {
      if (visit.voucher !== plan.voucher) continue;
      const apart = Math.abs(Date.parse(visit.startedAt) - Date.parse(plan.startsAt)) / MINUTE_MS;
      if (apart > MATCHED_WITHIN_MINUTES) continue;
      const anothers = plan.worker === null || plan.worker === visit.worker ? 0 : ANOTHERS_VISIT_MINUTES;
      near.push({ apart: apart + anothers, plan: plan.id, visit: visit.id });
    }
  }
  near.sort((a, b) => a.apart - b.apart || inOrder(a.plan, b.plan) || inOrder(a.visit, b.visit));
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  for (const { plan, visit } of near) {
    if (pairs.has(plan) || taken.has(visit)) continue;
    pairs.set(plan, visit);
    taken.add(visit);
  }
  return pairs;
}

function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

interface InRound {
  id: string;
  startsAt: string;
  endsAt: string;
}

export interface RoundChange<Visit> {
  kind: 'new' | 'moved' | 'gone';
  /** As it is now; what is gone, as it was. */
  visit: Visit;
  /** As it was, of what was moved. */
  before: Visit | null;
}

/**
 * What has changed of a round since it was last looked at, in order of time. What is over tells nobody anything, and
 * days that had not come into sight are no change; `seenUntil` is where those begin.
 */
export function changesOf<Visit extends InRound>(
  seen: readonly Visit[],
  now: readonly Visit[],
  { nowMs, seenUntil }: { nowMs: number; seenUntil: number },
): RoundChange<Visit>[] {
  const before = new Map(seen.map((visit) => [visit.id, visit]));
  const after = new Set(now.map(({ id }) => id));
  const changes: RoundChange<Visit>[] = [];
  for (const visit of now) {
    const was = before.get(visit.id) ?? null;
    const isMoved = was !== null && (was.startsAt !== visit.startsAt || was.endsAt !== visit.endsAt);
    if (isMoved) changes.push({ kind: 'moved', visit, before: was });
    if (was === null && Date.parse(visit.startsAt) < seenUntil) changes.push({ kind: 'new', visit, before: null });
  }
  for (const visit of seen) if (!after.has(visit.id)) changes.push({ kind: 'gone', visit, before: null });
  return changes
    .filter(({ visit }) => Date.parse(visit.endsAt) > nowMs)
    .sort((a, b) => inOrder(a.visit.startsAt, b.visit.startsAt));
}
