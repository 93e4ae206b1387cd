/**
 * The way out of the phone: a recording gets its id and its device's next running number, and is in the outbox and
 * among one's own visits, in one strict transaction. When `append` resolves it survives a power cut.
 */
import type { Mutation, RecordVisit } from '../api/schema';
import { minutesOf } from '../rules/visit';
import { announce } from './changes';
import { now, onTheWire } from './clock';
import { ONLY, type OwnVisit, strictly } from './store';

/** What the phone knows of the visit beside what it sends, for its own list. */
export type ShownWith = Pick<OwnVisit, 'clientName' | 'service' | 'tasks'>;

/** Record a visit on this phone; the same id again records nothing more. */
export async function append(
  name: 'record_visit',
  recorded: RecordVisit,
  shown: ShownWith,
  { doneAtMs = now(), id = newId(doneAtMs) } = {},
): Promise<string> {
  const start = performance.now();
  await strictly(['device', 'outbox', 'visits', 'ongoing', 'receipts'], async (transaction) => {
    const [visit, receipt, ongoing] = await Promise.all([
      transaction.objectStore('visits').get(id),
      transaction.objectStore('receipts').get(id),
      transaction.objectStore('ongoing').get(ONLY),
    ]);
    // A visit received long ago has left the list; its receipt still tells that it was recorded.
    if (visit || receipt) return;
    const writing = write(transaction, { id, name, doneAt: onTheWire(doneAtMs), arguments: recorded }, shown);
    const clearing = ongoing?.id === id && transaction.objectStore('ongoing').delete(ONLY);
    await Promise.all([writing, clearing]);
  });
  // Read by the benchmark: how long it took until the visit was on the disk.
  performance.measure('visit-on-disk', { start });
  await announce();
  return id;
}

/** Send a refused recording once more, as a new one: the server answers an old id with its old verdict. */
export async function sendAnew(refusedId: string): Promise<void> {
  await strictly(['device', 'outbox', 'visits', 'ongoing'], async (transaction) => {
    const entry = await transaction.objectStore('outbox').get(refusedId);
    const visit = await transaction.objectStore('visits').get(refusedId);
    if (entry?.state !== 'refused' || !visit) return;
    await transaction.objectStore('outbox').delete(refusedId);
    await transaction.objectStore('visits').delete(refusedId);
    await write(transaction, { ...entry.mutation, id: newId(now()), doneAt: onTheWire(now()) }, visit);
  });
  await announce();
}

/** Remove a refused recording from this phone; the server keeps what it was sent. */
export async function discard(refusedId: string): Promise<void> {
  await strictly(['outbox', 'visits'], async (transaction) => {
    if ((await transaction.objectStore('outbox').get(refusedId))?.state !== 'refused') return;
    await transaction.objectStore('outbox').delete(refusedId);
    await transaction.objectStore('visits').delete(refusedId);
  });
  await announce();
}

type Writing = Parameters<Parameters<typeof strictly>[1]>[0];

async function write(transaction: Writing, unnumbered: Omit<Mutation, 'number'>, shown: ShownWith): Promise<void> {
  const devices = transaction.objectStore('device');
  const known = await devices.get(ONLY);
  const number = (known?.highestNumber ?? 0) + 1;
  const mutation: Mutation = { ...unnumbered, number, arguments: inWholeLetters(unnumbered.arguments) };
  await Promise.all([
    devices.put({ device: known?.device ?? crypto.randomUUID(), highestNumber: number }, ONLY),
    transaction.objectStore('outbox').put({ id: mutation.id, number, mutation, state: 'waiting' }),
    transaction.objectStore('visits').put(ownVisit(mutation, shown)),
  ]);
}

/** A half of a letter, as a broken paste leaves it, is in no JSON that a server reads: it becomes the sign for an unknown one. */
function inWholeLetters(recorded: RecordVisit): RecordVisit {
  const whole = (text: string) => text.replace(/\p{Surrogate}/gu, '\u{fffd}');
  const tasks = recorded.tasks.map((task) => ({ ...task, reason: task.reason == null ? null : whole(task.reason) }));
  return { ...recorded, note: whole(recorded.note), tasks };
}

function ownVisit({ id, arguments: recorded }: Mutation, shown: ShownWith): OwnVisit {
  const { voucherNumber, startedAt, endedAt, note } = recorded as RecordVisit;
  return {
    id,
    voucherNumber,
    clientName: shown.clientName,
    service: shown.service,
    startedAt,
    endedAt,
    minutes: minutesOf(startedAt, endedAt),
    tasks: shown.tasks,
    note,
    state: 'on-this-phone',
    problem: null,
    toReview: [],
    receivedAt: null,
  };
}

/** A UUID of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then chance. */
export function newId(atMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(atMs / 0x10000));
  new DataView(bytes.buffer).setUint16(4, atMs % 0x10000);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
