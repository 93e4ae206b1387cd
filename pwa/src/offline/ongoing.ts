/**
 * The visit going on now. It is in the store from the first tap and at each change, so that a phone killed in the
 * middle opens on it; there is no draft to forget.
 */
import type { RecordVisit } from '../api/schema';
import { wellFormed } from '../rules/canonical';
import { type RecordingRefusal, refuseRecording } from '../rules/visit';
import { announce, askToBeKept } from './changes';
import { now, onTheWire } from './clock';
import { append, newId } from './outbox';
import { ongoing, provisions } from './signals';
import { ONLY, type OngoingVisit, strictly } from './store';
import { sync } from './sync';

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
    tasks: tasksOf(opening.serviceCode),
    note: '',
  };
  await strictly(['ongoing'], async (transaction) => {
    const store = transaction.objectStore('ongoing');
    if (!(await store.get(ONLY))) await store.put(begun, ONLY);
  });
  await announce();
}

/** The tasks of a service as it is provided now; none is done until it is ticked. */
export function tasksOf(serviceCode: number | null): OngoingVisit['tasks'] {
  const service = provisions.peek()?.services.find(({ code }) => code === serviceCode);
  return (service?.tasks ?? []).map(({ slug, name }) => ({ slug, name, done: false, reason: null }));
}

/** Change the visit going on; what the screen shows changes at once, the store right after. */
export async function changeOngoing(
  change: Partial<Pick<OngoingVisit, 'tasks' | 'note' | 'serviceCode'>>,
): Promise<void> {
  const before = ongoing.peek();
  if (!before) return;
  const changed = { ...before, ...change };
  ongoing.value = changed;
  await strictly(['ongoing'], async (transaction) => {
    const store = transaction.objectStore('ongoing');
    if ((await store.get(ONLY))?.id === changed.id) await store.put(changed, ONLY);
  });
}

/** Throw away a visit begun by mistake; nothing of it was ever recorded. */
export async function abandonOngoing(): Promise<void> {
  await strictly(['ongoing'], (transaction) => transaction.objectStore('ongoing').delete(ONLY));
  await announce();
}

/** End the visit and record it, or say why it cannot be recorded; then it goes on its way by itself. */
export async function endVisit(endedAtMs: number = now()): Promise<RecordingRefusal | null> {
  const visit = ongoing.peek();
  if (!visit) return null;
  const isNow = Math.abs(endedAtMs - now()) < 1000;
  return record(visit, onTheWire(endedAtMs), isNow ? elapsedSeconds(visit) : null);
}

/** Record a visit that has already ended. */
export async function recordPast(
  opening: Opening & Pick<OngoingVisit, 'tasks' | 'note'>,
  startedAtMs: number,
  endedAtMs: number,
): Promise<RecordingRefusal | null> {
  return record({ ...opening, id: newId(now()), startedAt: onTheWire(startedAtMs) }, onTheWire(endedAtMs), null);
}

type Ended = Opening & Pick<OngoingVisit, 'id' | 'startedAt' | 'tasks' | 'note'>;

async function record(visit: Ended, endedAt: string, elapsed: number | null): Promise<RecordingRefusal | null> {
  const refusal = refuseRecording({ ...visit, endedAt }, now());
  if (refusal) return refusal;
  const recorded: RecordVisit = {
    voucherNumber: visit.voucherNumber,
    code: visit.code,
    startedAt: visit.startedAt,
    endedAt,
    elapsedSeconds: elapsed,
    tasks: visit.tasks.map(({ slug, done, reason }) => ({ slug, done, reason: reason && wellFormed(reason) })),
    note: wellFormed(visit.note.trim()).slice(0, LONGEST_NOTE),
  };
  const service = provisions.peek()?.services.find(({ code }) => code === visit.serviceCode);
  await append('record_visit', recorded, { ...visit, service: service?.name ?? null }, visit.id);
  void askToBeKept();
  void sync();
  return null;
}

/** Seconds by the page's own running clock, which no one can set; null when the page was opened anew meanwhile. */
function elapsedSeconds(visit: OngoingVisit): number | null {
  return visit.pageOrigin === performance.timeOrigin ? Math.round((performance.now() - visit.pageTime) / 1000) : null;
}
