/**
 * Rows that lie as an earlier build left them, or that could not be sealed when they were written, are put right as soon
 * as they can be: hers into boxes, records sealed. Nothing waits for it, and what fails is done at the next occasion.
 */
import { BOXED } from './boxes';
import { begun, whose } from './connection';
import type { Writing } from './in-hand';
import { thisDevice } from './outbox';
import { rowsOf } from './rows';
import { isSealedTo, warmUp } from './seal';
import type { Shelf } from './shelves';
import { type Device, ONLY, type OutboxEntry, readOutbox, strictly } from './store';

/** What a locked phone too must know of the server: the key it seals to, and those that receipts are signed by. */
export type ServerKeys = Pick<Device, 'sealingKey' | 'receiptKeys'>;

/** The server has told its keys: keep them where a locked phone can read them, and seal what waits. */
export async function learnServerKeys({ sealingKey, receiptKeys }: ServerKeys, person = whose()): Promise<void> {
  const learn = async (transaction: Writing): Promise<void> => {
    const device = await thisDevice(transaction);
    const told = { ...device, ...(sealingKey && { sealingKey }), ...(receiptKeys && { receiptKeys }) };
    if (JSON.stringify(told) !== JSON.stringify(device)) await transaction.objectStore('device').put(told, ONLY);
  };
  await strictly(['device'], learn, person);
  await sealWhatLacks(person);
}

/** Seal what waits unsealed, or sealed to a key of before, as far as it can be read and the server's key is known. */
export async function sealWhatLacks(person = whose()): Promise<void> {
  const { outbox, sealingKey } = await readOutbox(person);
  const isReady = await warmUp().then(
    () => sealingKey !== undefined,
    () => false,
  );
  const lacks = ({ sealed }: OutboxEntry) => !sealed || !isSealedTo(sealed, sealingKey);
  if (!isReady || !outbox.some(lacks)) return;
  const seal = async (transaction: Writing): Promise<void> => {
    await thisDevice(transaction);
    const shelf = transaction.objectStore('outbox');
    for (const entry of await shelf.getAll()) if (lacks(entry)) await shelf.put(entry);
  };
  await strictly(['device', 'outbox'], seal, person);
}

/** Put rows of the first two schemas, which lie in clear, into boxes. */
export async function boxWhatLiesInClear(person = whose()): Promise<void> {
  const transaction = await begun(person, (database) => database.transaction(BOXED as Shelf[]));
  const inClear = await Promise.all(
    (BOXED as Shelf[]).map(async (name) => {
      const rows = await rowsOf(transaction.objectStore(name));
      return { name, keys: [...rows].filter(([, row]) => !row.box && isReadable(name, row)).map(([key]) => key) };
    }),
  );
  const shelves = inClear.filter(({ keys }) => keys.length > 0);
  if (shelves.length === 0) return;
  const box = async (writing: Writing): Promise<void> => {
    for (const { name, keys } of shelves) {
      const shelf = writing.objectStore(name);
      for (const key of keys) {
        const row = await shelf.get(key);
        if (row) await shelf.put(row as never, key);
      }
    }
  };
  await strictly(
    shelves.map(({ name }) => name),
    box,
    person,
  );
}

/** A record that a locked phone took in has no readable copy to box. */
function isReadable(shelf: Shelf, row: object): boolean {
  return shelf !== 'outbox' || 'mutation' in row;
}
