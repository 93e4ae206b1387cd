/**
 * One's own visit as it looks on this phone: as it was last confirmed, and over it the changes that still wait. Nothing
 * of a change is written over the visit before its receipt, so a refused or discarded one leaves it as it stood. Pure.
 */
import type { CorrectVisit, Mutation, RecordVisit, WithdrawVisit } from '../api/schema';
import { standsAfter } from '../rules/standing';
import { minutesOf } from '../rules/visit';
import type { KeptVisit, OutboxEntry, VisitContent } from './store';

export interface OwnVisit extends Required<KeptVisit> {
  /** A change that the server refused; the visit stands without it. */
  refusedChange: OutboxEntry | null;
}

export type Change = CorrectVisit | WithdrawVisit;

/** The visit that a mutation is about; one that records it has its id. */
export function visitOf({ id, arguments: asked }: Mutation): string {
  return isChange(asked) ? asked.visit : id;
}

/** Whether it changes a visit that another has recorded. */
export function isChange(asked: RecordVisit | Change): asked is Change {
  return 'visit' in asked;
}

/** What is to be sent: not what was refused, nor a change of a visit whose recording was. */
export function toSend(outbox: OutboxEntry[]): OutboxEntry[] {
  const refused = new Set(outbox.filter(({ state }) => state === 'refused').map(({ id }) => id));
  return outbox.filter(({ id, mutation }) => !refused.has(id) && !refused.has(visitOf(mutation)));
}

/** What was made for another employer than the session's: a push would give it to the wrong one, so it goes sealed. */
export function isOfAnother({ provider }: OutboxEntry, employer: string | null): boolean {
  return !!provider && !!employer && provider !== employer;
}

/** Every visit as it looks with its changes in the outbox, which come in the order they were made. */
export function ownVisits(kept: KeptVisit[], outbox: OutboxEntry[]): OwnVisit[] {
  const changes = outbox.filter(({ mutation }) => isChange(mutation.arguments));
  return kept.map((visit) => {
    const ofVisit = changes.filter(({ mutation }) => visitOf(mutation) === visit.id);
    return ofVisit.reduce(withChange, { ...whole(visit), refusedChange: null });
  });
}

/** A visit with what builds of the first schema did not keep: they knew of no record but its own. */
export function whole(visit: KeptVisit): Required<KeptVisit> {
  const unkept = {
    record: visit.id,
    isWithdrawn: false,
    elapsedSeconds: null,
    before: null,
    payment: null,
    clock: null,
    deviation: null,
  };
  return { ...unkept, ...visit };
}

function withChange(visit: OwnVisit, change: OutboxEntry): OwnVisit {
  if (change.state === 'refused') return { ...visit, refusedChange: change };
  const state = visit.state === 'received' ? 'on-this-phone' : visit.state;
  return { ...changedBy(visit, change), state, problem: visit.problem ?? change.problem ?? null };
}

/** What a change makes of a visit; one that had seen another record stands beside it for a person to choose from. */
export function changedBy<Visit extends Required<KeptVisit>>(visit: Visit, { mutation, tasks }: OutboxEntry): Visit {
  const asked = mutation.arguments as Change;
  const before = { record: visit.record, state: visit.isWithdrawn ? 'withdrawn' : 'recorded' } as const;
  const act = mutation.name === 'withdraw_visit' ? 'withdrawn' : 'corrected';
  const after = standsAfter({ ...before, versionsDiffer: false }, { id: mutation.id, act, seen: asked.seen });
  if (after.versionsDiffer) return { ...visit, toReview: [...new Set([...visit.toReview, 'versions-differ'])] };
  const changed = { ...visit, record: after.record, isWithdrawn: after.state === 'withdrawn' };
  if (!('startedAt' in asked)) return changed;
  const { startedAt, endedAt, elapsedSeconds, note, clock = null } = asked;
  const minutes = minutesOf(startedAt, endedAt);
  return {
    ...changed,
    startedAt,
    endedAt,
    minutes,
    elapsedSeconds,
    clock,
    note,
    tasks: tasks ?? [],
    before: contentOf(visit),
    // Absent it is as it was.
    ...(asked.deviation !== undefined && { deviation: asked.deviation }),
  };
}

/** The part of a visit that a correction changes. */
export function contentOf({
  startedAt,
  endedAt,
  minutes,
  tasks,
  note,
  deviation,
}: Required<VisitContent>): VisitContent {
  return { startedAt, endedAt, minutes, tasks, note, deviation };
}

/** When a record with this id (UUIDv7) was made, in milliseconds of the phone's clock. */
export function madeAt(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
