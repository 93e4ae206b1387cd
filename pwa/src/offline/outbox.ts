/**
 * The way out of the phone: a recording gets its id and its device's next running number, and is in the outbox and
 * among one's own visits, in one strict transaction. When `append` resolves it survives a power cut.
 */
import type { Mutation, RecordVisit } from '../api/schema';
import { wellFormed } from '../rules/canonical';
import { minutesOf } from '../rules/visit';
import { inBase64Url, inHex } from '../signed';
import { announce } from './changes';
import { now, onTheWire } from './clock';
import { whose } from './connection';
import type { Writing } from './in-hand';
import { employer } from './seal';
import { type Device, type KeptVisit, ONLY, type OutboxEntry, strictly } from './store';

/** What the phone knows of the visit beside what it sends, for its own list. */
export type ShownWith = Pick<KeptVisit, 'clientName' | 'service' | 'tasks'>;

/** Before the person's id, in the small memory: the name under which this phone is taken into use, before it has a store. */
export const NAMED = 'kotiseteli.device.';

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

/** Put a record in the outbox under the device's next number; half letters, which no JSON may hold, become whole. */
export async function enter(
  transaction: Writing,
  unnumbered: Omit<Mutation, 'number'>,
  tasks?: OutboxEntry['tasks'],
): Promise<Mutation> {
  const number = await takeNumber(transaction);
  const mutation: Mutation = { ...unnumbered, number, arguments: inWholeLetters(unnumbered.arguments) };
  await transaction
    .objectStore('outbox')
    .put({ id: mutation.id, number, mutation, state: 'waiting', provider: employer(), ...(tasks && { tasks }) });
  return mutation;
}

/** The device's next running number; once given it is never given again, and what bears it is sent. */
export async function takeNumber(transaction: Writing): Promise<number> {
  const device = await thisDevice(transaction);
  const highestNumber = device.highestNumber + 1;
  await transaction.objectStore('device').put({ ...device, highestNumber }, ONLY);
  return highestNumber;
}

/** This phone, named anew when it has no name yet; builds of the first two schemas gave it no token. */
export async function thisDevice(transaction: Writing): Promise<Device & { token: string }> {
  const known = await transaction.objectStore('device').get(ONLY);
  const named = NAMED + whose();
  // Once it is on the disk, the name is of no use to a store that is made anew: its numbers would begin again.
  if (known?.token) localStorage.removeItem(named);
  const name = localStorage.getItem(named) ?? crypto.randomUUID();
  const device = { device: name, highestNumber: 0, ...known, token: known?.token ?? newToken() };
  if (!known?.token) await transaction.objectStore('device').put(device, ONLY);
  return device;
}

/** 32 bytes of chance, in base64url. */
function newToken(): string {
  return inBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

async function write(transaction: Writing, unnumbered: Omit<Mutation, 'number'>, shown: ShownWith): Promise<void> {
  const mutation = await enter(transaction, unnumbered);
  await transaction.objectStore('visits').put(keptVisit(mutation, shown));
}

/** A half of a letter, as a broken paste leaves it, is in no JSON that a server reads: it becomes the sign for an unknown one. */
export function inWholeLetters<Asked extends Mutation['arguments']>(asked: Asked): Asked {
  return JSON.parse(JSON.stringify(asked), (_, value) => (typeof value === 'string' ? wellFormed(value) : value));
}

function keptVisit({ id, arguments: recorded }: Mutation, shown: ShownWith): KeptVisit {
  const {
    voucherNumber,
    startedAt,
    endedAt,
    elapsedSeconds,
    note,
    clock = null,
    deviation = null,
  } = recorded as RecordVisit;
  return {
    id,
    voucherNumber,
    clientName: shown.clientName,
    service: shown.service,
    startedAt,
    endedAt,
    minutes: minutesOf(startedAt, endedAt),
    elapsedSeconds,
    tasks: shown.tasks,
    note,
    deviation,
    state: 'on-this-phone',
    problem: null,
    toReview: [],
    receivedAt: null,
    record: id,
    isWithdrawn: false,
    before: null,
    payment: null,
    clock,
  };
}

/** A UUID of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then chance. */
export function newId(atMs: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(atMs / 0x10000));
  new DataView(bytes.buffer).setUint16(4, atMs % 0x10000);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return inHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
