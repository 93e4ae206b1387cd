/**
 * A locked phone takes in a visit that has ended: numbered and sealed to the server like every record, with no copy that
 * this phone could read. When it resolves, the visit survives a power cut as any other does.
 */
import type { Mutation, RecordVisit } from '../api/schema';
import { type RecordingRefusal, refuseRecording } from '../rules/visit';
import { announce } from './changes';
import { now, onTheWire } from './clock';
import { whose } from './connection';
import { inWholeLetters, newId } from './outbox';
import { sealRecord, warmUp } from './seal';
import type { Raw } from './shelves';
import { ONLY, readOutbox, type UnreadEntry } from './store';
import { sync } from './sync';
import { strictlyUnread } from './writing';

/** The server's key or what seals with it is not on this phone: the visit cannot be taken in before it is unlocked. */
export class CannotSeal extends Error {}

/** Record a visit on a locked phone, or say why it cannot be one; the same id again records nothing more. */
export async function recordSealed(
  recorded: RecordVisit,
  codeHolds: boolean | null,
  { doneAtMs = now(), id = newId(doneAtMs) } = {},
): Promise<RecordingRefusal | null> {
  const refusal = refuseRecording({ ...recorded, codeHolds }, doneAtMs);
  if (refusal) return refusal;
  const person = whose();
  await warmUp().catch((cause: unknown) => {
    throw new CannotSeal('what seals is not on this phone', { cause });
  });
  const unnumbered = { id, name: 'record_visit' as const, doneAt: onTheWire(doneAtMs), arguments: recorded };
  while (!(await taken(unnumbered, person)));
  await announce();
  void sync();
  return null;
}

/** Take it in under the next number; false when another tab has given that number meanwhile. */
async function taken(unnumbered: Omit<Mutation, 'number'>, person: string): Promise<boolean> {
  const { outbox, unread, ...device } = await readOutbox(person);
  const number = device.highestNumber + 1;
  const mutation = { ...unnumbered, number, arguments: inWholeLetters(unnumbered.arguments) };
  const sealed = await sealRecord(mutation, person, device);
  if (!sealed.sealed) throw new CannotSeal("the server's sealing key is not on this phone");
  const { id } = unnumbered;
  const row: UnreadEntry = { id, number, visit: id, state: 'waiting', ...sealed };
  let isTaken = true;
  const take = async (transaction: Raw): Promise<void> => {
    const devices = transaction.objectStore('device');
    const known = await devices.get(ONLY);
    const before = await Promise.all([
      transaction.objectStore('outbox').getKey(id),
      transaction.objectStore('receipts').getKey(id),
    ]);
    if (before.some((key) => key !== undefined)) return;
    isTaken = known !== undefined && known.highestNumber + 1 === number;
    if (!isTaken) return;
    await devices.put({ ...known, highestNumber: number } as typeof known & object, ONLY);
    await transaction.objectStore('outbox').put(row as never);
  };
  await strictlyUnread(['device', 'outbox', 'receipts'], take, person);
  return isTaken;
}
