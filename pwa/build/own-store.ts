/** One worker's store on a phone, as tests fill it and as whoever copies the phone's memory looks at it. */
import { append } from '../src/offline/outbox';
import { ONLY, readAll, strictly } from '../src/offline/store';
import { learnServerKeys } from '../src/offline/upkeep';
import { SHOWN, VISIT } from './other-side';
import { SEALING_KEY } from './sealing-server';

/** What of the rows below nobody may read who has not unlocked the phone. */
export const SECRETS = ['Helvi Laine', '7K3M9QXD2FXN', 'Kaikki hyvin', 'Nurmi'];
export const NAMED = { ...SHOWN, clientName: 'Helvi Laine' };

/** Two visits that wait to be sent, one under way, and what was brought from the server; returns the ids of the two. */
export async function work(): Promise<[string, string]> {
  await learnServerKeys({ sealingKey: SEALING_KEY });
  const first = await append('record_visit', VISIT, NAMED);
  const second = await append('record_visit', { ...VISIT, note: 'Nurmi oli märkä.' }, NAMED);
  await strictly(['ongoing', 'provisions'], async (transaction) => {
    await transaction.objectStore('ongoing').put({ clientName: 'Helvi Laine' } as never, ONLY);
    await transaction.objectStore('provisions').put({ visits: [{ clientName: 'Helvi Laine' }] } as never, ONLY);
  });
  return [first, second];
}

/** Everything in the store as whoever copies the phone's memory would read it. */
export async function rawStore(person: string): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kotiseteli-${person}`);
    request.onsuccess = () => resolve(request.result);
  });
  const shelves = [...database.objectStoreNames];
  const transaction = database.transaction(shelves);
  const all = await Promise.all(
    shelves.map(
      (name) =>
        new Promise((resolve) => {
          const request = transaction.objectStore(name).getAll();
          request.onsuccess = () => resolve(request.result);
        }),
    ),
  );
  database.close();
  const bytes = (_: string, value: unknown) => {
    if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
    return ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('latin1') : value;
  };
  return JSON.stringify(all, bytes);
}

/** All that can be read. */
export async function readable(): Promise<unknown> {
  const { outbox, visits, ongoing, provisions } = await readAll();
  return { outbox: outbox.map(({ mutation, sha256 }) => ({ mutation, sha256 })), visits, ongoing, provisions };
}
