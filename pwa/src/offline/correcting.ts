/**
 * A worker changes her own visit, or mends what was refused. A correction or a withdrawal is a record of its own beside
 * the visit's, with its own number; what it changes stays as it was until the server has confirmed it.
 */
import type { CorrectVisit, Mutation, WithdrawVisit } from '../api/schema';
import { wellFormed } from '../rules/canonical';
import { type RecordingRefusal, refuseRecording } from '../rules/visit';
import { announce } from './changes';
import { knownClock, now, onTheWire } from './clock';
import { LONGEST_NOTE } from './ongoing';
import { enter, newId, takeNumber } from './outbox';
import { type Change, isChange, type OwnVisit, ownVisits, visitOf } from './own-visit';
import { type NamedTask, type OutboxEntry, strictly, type VisitContent } from './store';
import { sync } from './sync';

/** The server takes no longer reason. */
export const LONGEST_REASON = 500;

/** Say the whole visit anew in place of what is shown, or return why it cannot be so. */
export async function correct(
  shown: OwnVisit,
  { startedAt, endedAt, tasks: all, note, deviation = null }: Omit<VisitContent, 'minutes'>,
): Promise<RecordingRefusal | null> {
  const at = now();
  const refusal = refuseRecording({ voucherNumber: shown.voucherNumber, codeHolds: null, startedAt, endedAt }, at);
  if (refusal) return refusal;
  const tasks = all.filter(({ done, reason }) => done || reason !== null);
  const isSameTime = startedAt === shown.startedAt && endedAt === shown.endedAt;
  const asked: CorrectVisit = {
    visit: shown.id,
    seen: shown.record,
    startedAt,
    endedAt,
    elapsedSeconds: isSameTime ? shown.elapsedSeconds : null,
    tasks: tasks.map(({ slug, done, reason }) => ({ slug, done, reason })),
    note: wellFormed(note.trim()).slice(0, LONGEST_NOTE),
    clock: isSameTime ? shown.clock : knownClock(),
    // Null takes away the one there was; without any, it is the record of an app of before.
    ...((deviation ?? shown.deviation) && { deviation }),
  };
  await change('correct_visit', asked, at, tasks);
  return null;
}

/** Take the visit back: it was not, or not so. It stays in sight as withdrawn, and its content with it. */
export async function withdraw(shown: OwnVisit, reason: string): Promise<void> {
  const asked: WithdrawVisit = {
    visit: shown.id,
    seen: shown.record,
    reason: wellFormed(reason.trim()).slice(0, LONGEST_REASON),
  };
  await change('withdraw_visit', asked, now());
}

/**
 * Undo the last change: a withdrawn visit is put back, a corrected one says what it said before. That too is a record
 * beside the others, whether or not the change has left: its number has been given, and the office would miss it.
 */
export function undo(shown: OwnVisit): Promise<RecordingRefusal | null> {
  return correct(shown, shown.isWithdrawn ? shown : (shown.before ?? shown));
}

async function change(name: Mutation['name'], asked: Change, at: number, tasks?: NamedTask[]): Promise<void> {
  await strictly(['device', 'outbox'], async (transaction) => {
    const outbox = transaction.objectStore('outbox');
    let seen = asked.seen;
    // A new change takes the place of refused ones, and goes on from what they had seen.
    for (const entry of (await outbox.index('visit').getAll(asked.visit)).reverse()) {
      if (entry.state !== 'refused') continue;
      if (entry.id === seen) seen = (entry.mutation.arguments as Change).seen;
      await outbox.delete(entry.id);
    }
    await enter(transaction, { id: newId(at), name, doneAt: onTheWire(at), arguments: { ...asked, seen } }, tasks);
  });
  await announce();
  void sync();
}

/** Send a refused record once more; the server decides anew. A change is then one of the visit as it stands now. */
export async function sendAnew(refusedId: string): Promise<void> {
  await strictly(['device', 'outbox', 'visits'], async (transaction) => {
    const entry = await transaction.objectStore('outbox').get(refusedId);
    if (entry?.state !== 'refused') return;
    const visit = await transaction.objectStore('visits').get(visitOf(entry.mutation));
    if (!visit) return;
    const asked = entry.mutation.arguments;
    const isOwn = !isChange(asked);
    const slug = (isOwn ? visit.problem : entry.problem)?.type ?? '';
    // The number stands for another record: this one, which the server does not have, gets one of its own.
    const number = slug.endsWith('/number-used-twice') ? await takeNumber(transaction) : entry.number;
    const ofVisit = await transaction.objectStore('outbox').index('visit').getAll(visit.id);
    const [standing] = ownVisits([visit], ofVisit);
    const anew = isOwn || !standing ? asked : { ...asked, seen: standing.record };
    const sent: OutboxEntry = { ...entry, number, mutation: { ...entry.mutation, number, arguments: anew } };
    await transaction.objectStore('outbox').put({ ...sent, state: 'waiting', problem: null });
    if (isOwn) await transaction.objectStore('visits').put({ ...visit, state: 'on-this-phone', problem: null });
  });
  await announce();
  void sync();
}

/** Remove a refused record from this phone; the server keeps what it was sent, and a visit stays as it stood. */
export async function discard(refusedId: string): Promise<void> {
  await strictly(['outbox', 'visits'], async (transaction) => {
    const outbox = transaction.objectStore('outbox');
    const entry = await outbox.get(refusedId);
    if (entry?.state !== 'refused') return;
    await outbox.delete(refusedId);
    if (isChange(entry.mutation.arguments)) return;
    // With a recording goes what was to change it: there is no visit for it to change.
    for (const change of await outbox.index('visit').getAllKeys(refusedId)) await outbox.delete(change);
    await transaction.objectStore('visits').delete(refusedId);
  });
  await announce();
}
