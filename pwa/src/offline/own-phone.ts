/**
 * What a worker can do for her phone itself: fetch anew what may be read, and leave it without a trace. Neither touches
 * what has not been sent.
 */
import { isKeptThere } from '../rescue/carried';
import { signOut } from '../session';
import type { Box } from './boxes';
import { announce } from './changes';
import type { Writing } from './in-hand';
import { visitOf } from './own-visit';
import type { Raw } from './shelves';
import { type KeptPhoto, ONLY, readOutbox, strictly } from './store';
import { bringAllAnew, bringNewest } from './sync';
import { forgetKeys, type KeptKey } from './vault';
import { strictlyUnread } from './writing';

const ALL = [
  'device',
  'outbox',
  'visits',
  'ongoing',
  'provisions',
  'receipts',
  'signatures',
  'carried',
  'photos',
] as const;

/** Fetch visits, services and keys anew; false, and nothing is changed, while the server does not answer. */
export async function repair(person: string): Promise<boolean> {
  if (!(await bringNewest())) return false;
  const drop = async (transaction: Writing): Promise<void> => {
    const waiting = new Set(
      (await transaction.objectStore('outbox').getAll()).map(({ mutation }) => visitOf(mutation)),
    );
    const visits = transaction.objectStore('visits');
    for (const { id, state } of await visits.getAll()) {
      if (state === 'received' && !waiting.has(id)) await visits.delete(id);
    }
    // With them goes the cursor, which says that they are here.
    const provisions = transaction.objectStore('provisions');
    const kept = await provisions.get(ONLY);
    if (kept) await provisions.put({ ...kept, cursor: null }, ONLY);
  };
  await strictly(['visits', 'outbox', 'provisions'], drop, person);
  return bringAllAnew();
}

/** A picture as it lies in the store. */
type Lying = Pick<KeptPhoto, 'state'> & { box?: Box };

/** Take this person's data off the phone and sign her out; says how many records are only here, which prevents it. */
export async function removeMyData(person: string): Promise<number> {
  let unsent = 0;
  await strictlyUnread(
    [...ALL],
    async (transaction) => {
      const [own, others, photos, kept] = await Promise.all([
        transaction.objectStore('outbox').count(),
        transaction.objectStore('carried').count(),
        transaction.objectStore('photos').getAll() as Promise<Lying[]>,
        transaction.objectStore('vault').get(ONLY) as Promise<KeptKey | undefined>,
      ]);
      // A picture under the key of a PIN that was forgotten can be opened, and sent, by nobody any more.
      const canGo = photos.filter(({ state, box }) => state === 'waiting' && (!box || box.key === kept?.id));
      unsent = own + others + canGo.length;
      if (unsent > 0) return;
      await Promise.all([...ALL, 'vault' as const].map((shelf) => transaction.objectStore(shelf).clear()));
    },
    person,
  );
  if (unsent > 0) return unsent;
  // What lies beside the store is named after her.
  for (const name of Object.keys(localStorage)) if (name.endsWith(person)) localStorage.removeItem(name);
  forgetKeys();
  await signOut();
  return 0;
}

/**
 * Let go of what was refused and cannot be read here, as far as it is kept on the server, and of what was to change it:
 * she can neither mend it nor discard it on a page of its own.
 */
export async function letGoOfUnread(person: string): Promise<void> {
  const { unread } = await readOutbox(person);
  const refused = unread.filter(({ state, problem }) => state === 'refused' && problem && isKeptThere(problem));
  const gone = new Set(refused.map(({ id }) => id));
  const letGo = async (transaction: Raw): Promise<void> => {
    for (const { id, visit } of unread) {
      if (gone.has(id) || gone.has(visit)) await transaction.objectStore('outbox').delete(id);
    }
  };
  await strictlyUnread(['outbox'], letGo, person);
  await announce();
}

/** What is to be known of this phone's memory; null where the browser does not say. */
export interface Memory {
  isKept: boolean | null;
  bytesLeft: number | null;
  opensOffline: boolean;
  receipts: number;
}

export async function readMemory(person: string): Promise<Memory> {
  const [isKept, room, receipts] = await Promise.all([
    navigator.storage?.persisted?.() ?? null,
    navigator.storage?.estimate?.() ?? null,
    strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAll(), person),
  ]);
  return {
    isKept,
    bytesLeft: room?.quota === undefined ? null : Math.max(0, room.quota - (room.usage ?? 0)),
    opensOffline: Boolean(navigator.serviceWorker?.controller),
    receipts: receipts.length,
  };
}
