/**
 * The visit going on now. It is in the store from the first tap and at each change, so that a phone killed in the
 * middle opens on it; there is no draft to forget.
 */
import type { PhoneClock, RecordVisit } from '../api/schema';
import { wellFormed } from '../rules/canonical';
import { type RecordingRefusal, refuseRecording } from '../rules/visit';
import { sayArrived, sayNotArrived } from './arriving';
import { announce, askToBeKept, showWhile } from './changes';
import { clockBehindMs, clockIsKnown, knownClock, now, onTheWire } from './clock';
import type { Writing } from './in-hand';
import { append, newId } from './outbox';
import { ongoing, provisions } from './signals';
import { ONLY, type OngoingVisit, strictly } from './store';
import { sync } from './sync';
import { isNear, nowIn, runningMs } from './visit-clock';

/** The server takes no longer note. */
export const LONGEST_NOTE = 2000;

export type Opening = Pick<OngoingVisit, 'voucherNumber' | 'code' | 'codeHolds' | 'clientName' | 'serviceCode'>;

/** Begin a visit now; one that already goes on is not replaced. */
export async function beginVisit(opening: Opening): Promise<void> {
  const at = now();
  const begun: OngoingVisit = {
    ...opening,
    id: newId(at),
    startedAt: onTheWire(at),
    pageOrigin: performance.timeOrigin,
    pageTime: performance.now(),
    clockBehindMs: clockBehindMs.peek(),
    clockWasKnown: clockIsKnown(),
    tasks: tasksOf(opening.serviceCode),
    note: '',
  };
  await strictly(['ongoing'], async (transaction) => {
    const shelf = transaction.objectStore('ongoing');
    if (!(await shelf.get(ONLY))) await shelf.put(begun, ONLY);
  });
  await announce();
  // Another tab's may go on instead.
  if (ongoing.peek()?.id === begun.id) void sayArrived(begun);
}

/** The tasks of a service as it is provided now; none is done until it is ticked. */
export function tasksOf(serviceCode: number | null): OngoingVisit['tasks'] {
  const service = provisions.peek()?.services.find(({ code }) => code === serviceCode);
  return (service?.tasks ?? []).map(({ slug, name }) => ({ slug, name, done: false, reason: null }));
}

type Change = Partial<Pick<OngoingVisit, 'tasks' | 'note' | 'serviceCode' | 'clientName' | 'deviation' | 'also'>>;

/** Change the visit going on: what the screen shows at once, the store right after. */
export async function changeOngoing(change: Change): Promise<void> {
  const before = ongoing.peek();
  if (!before) return;
  const write = async (transaction: Writing): Promise<void> => {
    const shelf = transaction.objectStore('ongoing');
    const stored = await shelf.get(ONLY);
    if (stored?.id === before.id) await shelf.put({ ...stored, ...change }, ONLY);
  };
  await showWhile({ ...before, ...change }, () => strictly(['ongoing'], write));
}

/** Throw away a visit begun by mistake; nothing of it was ever recorded. */
export async function abandonOngoing(): Promise<void> {
  const shown = ongoing.peek();
  await strictly(['ongoing'], async (transaction) => {
    const shelf = transaction.objectStore('ongoing');
    if ((await shelf.get(ONLY))?.id === shown?.id) await shelf.delete(ONLY);
  });
  await announce();
  if (shown) void sayNotArrived(shown.id);
}

/** End the visit, now or at an earlier moment, and record it, or say why it cannot be; then it goes its way by itself. */
export async function endVisit(endedAtMs: number | null = null): Promise<RecordingRefusal | null> {
  const shown = ongoing.peek();
  if (!shown) return null;
  const at = nowIn(shown);
  // As it is stored: another tab may have written after this one last read, or ended it already.
  const visit = await strictly(['ongoing'], (transaction) => transaction.objectStore('ongoing').get(ONLY));
  if (visit?.id !== shown.id) {
    await announce();
    return null;
  }
  const clocks = { elapsed: endedAtMs === null ? elapsedSeconds(visit) : null, clock: clockOf(visit) };
  return record(visit, endedAtMs ?? at, at, clocks);
}

/** Record a visit that has already ended; with an `id` of one's own, asking again records nothing more. */
export async function recordPast(
  visit: Opening & Pick<OngoingVisit, 'tasks' | 'note' | 'deviation' | 'also'> & { id?: string },
  startedAtMs: number,
  endedAtMs: number,
): Promise<RecordingRefusal | null> {
  const at = now();
  return record({ ...visit, id: visit.id ?? newId(at), startedAt: onTheWire(startedAtMs) }, endedAtMs, at, {
    elapsed: null,
    clock: knownClock(),
  });
}

type Ended = Opening & Pick<OngoingVisit, 'id' | 'startedAt' | 'tasks' | 'note' | 'deviation' | 'also'>;

async function record(
  visit: Ended,
  endedAtMs: number,
  doneAtMs: number,
  { elapsed, clock }: { elapsed: number | null; clock: PhoneClock | null },
): Promise<RecordingRefusal | null> {
  // In whole seconds the end is rounded up, as the start was rounded down: no visit ends in the moment it began.
  const endedAt = onTheWire(Math.ceil(endedAtMs / 1000) * 1000);
  const refusal = refuseRecording({ ...visit, endedAt }, doneAtMs);
  if (refusal) return refusal;
  // A service's tasks are what may be done, not what was promised to this client: one left untouched says nothing.
  const tasks = visit.tasks.filter(({ done, reason }) => done || reason !== null);
  const recorded: RecordVisit = {
    voucherNumber: visit.voucherNumber,
    code: visit.code,
    startedAt: visit.startedAt,
    endedAt,
    elapsedSeconds: elapsed,
    tasks: tasks.map(({ slug, done, reason }) => ({ slug, done, reason: reason && wellFormed(reason) })),
    note: wellFormed(visit.note.trim()).slice(0, LONGEST_NOTE),
    clock,
    // A record without these is, byte for byte, that of an app of before.
    ...(visit.deviation && { deviation: visit.deviation }),
    ...visit.also,
  };
  const service = provisions.peek()?.services.find(({ code }) => code === visit.serviceCode);
  const shown = { clientName: visit.clientName, service: service?.name ?? null, tasks };
  await append('record_visit', recorded, shown, { id: visit.id, doneAtMs });
  void askToBeKept();
  void sync();
  return null;
}

/** What is known of the clock that told the visit; nothing when it was begun by another, which was wrong. */
function clockOf({ clockWasKnown, clockBehindMs: behindAtStart }: OngoingVisit): PhoneClock | null {
  return clockWasKnown || isNear(behindAtStart, clockBehindMs.peek()) ? knownClock() : null;
}

/** Seconds by the page's own running clock, which no one can set; null when the page was opened anew meanwhile. */
function elapsedSeconds(visit: OngoingVisit): number | null {
  const ranMs = runningMs(visit);
  return ranMs === null ? null : Math.round(ranMs / 1000);
}
