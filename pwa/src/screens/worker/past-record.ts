/** Records a visit that has already ended, under the id its form was opened with: saving it twice records it once. */
import type { RecordVisit } from '../../api/schema';
import { askToBeKept } from '../../offline/changes';
import { now, onTheWire } from '../../offline/clock';
import { LONGEST_NOTE, type Opening } from '../../offline/ongoing';
import { append } from '../../offline/outbox';
import { provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { sync } from '../../offline/sync';
import { wellFormed } from '../../rules/canonical';
import { type RecordingRefusal, refuseRecording } from '../../rules/visit';
import type { Span } from './past-times';

type PastVisit = Opening & Pick<OngoingVisit, 'id' | 'tasks' | 'note'>;

/** Record the visit, or say why it cannot be; then it goes its way by itself. */
export async function recordPastVisit(visit: PastVisit, span: Span): Promise<RecordingRefusal | null> {
  const doneAtMs = now();
  const [startedAt, endedAt] = [onTheWire(span.startedAt), onTheWire(span.endedAt)];
  const refusal = refuseRecording({ ...visit, startedAt, endedAt }, doneAtMs);
  if (refusal) return refusal;
  // A task left untouched says nothing: a service's tasks are what may be done, not what was promised.
  const tasks = visit.tasks.filter(({ done, reason }) => done || reason !== null);
  const recorded: RecordVisit = {
    voucherNumber: visit.voucherNumber,
    code: visit.code,
    startedAt,
    endedAt,
    elapsedSeconds: null,
    tasks: tasks.map(({ slug, done, reason }) => ({ slug, done, reason: reason && wellFormed(reason) })),
    note: wellFormed(visit.note.trim()).slice(0, LONGEST_NOTE),
  };
  const service = provisions.peek()?.services.find(({ code }) => code === visit.serviceCode);
  const shown = { clientName: visit.clientName, service: service?.name ?? null, tasks };
  await append('record_visit', recorded, shown, { id: visit.id, doneAtMs });
  void askToBeKept();
  void sync();
  return null;
}
