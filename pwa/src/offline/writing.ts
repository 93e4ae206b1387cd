/**
 * How a write is done: on rows in hand, which are then encrypted and sealed, and in one strict transaction, all or
 * nothing. An IndexedDB transaction would be over before anything is encrypted in it, so nothing is.
 */
import type { StoreNames } from 'idb';
import { BOXED, type DataKey, opened, type Row } from './boxes';
import { begun, whose } from './connection';
import { type Reading, takeInHand, type Writing } from './in-hand';
import { readyRows } from './ready-rows';
import { readable, rowsOf } from './rows';
import type { Raw, Shelf, Shelves } from './shelves';
import { type Device, ONLY } from './store';
import { inTurn as takeTurn } from './turns';
import { dataKey, type KeptKey, PhoneLocked } from './vault';

/** Her first data key, which no lock protects yet; a browser that cannot keep one leaves her rows in clear. */
export async function makeKey(personId: string): Promise<void> {
  if (!crypto.subtle) return;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const made = { kind: 'open', id: crypto.randomUUID(), key } as const;
  const keep = async (transaction: Raw): Promise<void> => {
    const vault = transaction.objectStore('vault');
    if (!(await vault.get(ONLY))) await vault.put(made, ONLY);
  };
  await strictlyUnread([], keep, personId).catch((failure: unknown) => {
    if (!(failure instanceof DOMException && failure.name === 'DataCloneError')) throw failure;
  });
}

/** How long a write waits for its turn. */
const LONGEST_TURN_MS = 3_000;
const MOST_ATTEMPTS = 20;
/** In `vault`, beside the key: how many writes there have been. Two tabs notice by it that the other has written. */
const WRITES = 'writes';

/** One write of hers at a time; where turns do not hold, the count of writes does. */
function inTurn<T>(person: string, work: () => Promise<T>): Promise<T> {
  return takeTurn(`kotiseteli-store-${person}`, LONGEST_TURN_MS, work);
}

/** What `strictly` does; with `another` it leaves every row that was put, and what is kept of the key, under that key. */
export function withKey<T>(
  shelves: Shelf[],
  work: (transaction: Writing) => Promise<T>,
  another: { kept: KeptKey; key: DataKey } | null,
  personId = whose(),
): Promise<T> {
  return inTurn(personId, async () => {
    let hadKey = false;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const { writes, kept } = await keyAndWrites(personId);
      // Without a key her rows would lie in clear, where she has just had everything removed.
      if (hadKey && !kept) throw new Error('this person has removed her data meanwhile');
      hadKey = kept !== undefined;
      const key = dataKey(kept);
      if (kept?.kind === 'locked' && !key && shelves.some((shelf) => BOXED.includes(shelf))) throw new PhoneLocked();
      const { writing, changes } = takeInHand(shelves, reading(personId, key));
      const outcome = await work(writing);
      const numbered = changes.get('device')?.get(ONLY) ?? (await reading(personId, key).one('device', ONLY));
      const rows = await readyRows(changes, another?.key ?? key, personId, numbered as Device | undefined);
      if (another) rows.push({ shelf: 'vault', at: ONLY, row: another.kept });
      const put = async (transaction: Raw): Promise<void> => {
        const putting = rows.map(async ({ shelf, at, row }) => {
          const store = transaction.objectStore(shelf);
          if (row === null) await store.delete(at);
          else await store.put(row as never, store.keyPath === null ? at : undefined);
        });
        await Promise.all(putting);
      };
      if (rows.length === 0) return outcome;
      if (await write(personId, shelves, writes, put)) return outcome;
    }
    throw new Error('another tab writes without end');
  });
}

/** Change rows as they lie in the store, unread: what a locked phone may do. `work` awaits nothing but the store. */
export function strictlyUnread(
  shelves: Shelf[],
  work: (transaction: Raw) => Promise<void>,
  personId = whose(),
): Promise<boolean> {
  return inTurn(personId, () => write(personId, shelves, null, work));
}

async function keyAndWrites(personId: string): Promise<{ writes: unknown; kept: KeptKey | undefined }> {
  const vault = await begun(personId, (database) => database.transaction('vault').store);
  const [kept, writes] = await Promise.all([vault.get(ONLY), vault.get(WRITES)]);
  return { kept: kept as KeptKey | undefined, writes };
}

function reading(personId: string, key: DataKey | null): Reading {
  return {
    one: async (shelf, at) => {
      const store = await begun(personId, (database) => database.transaction(shelf).store);
      const row = (await store.get(at)) as Row | undefined;
      if (!row || !BOXED.includes(shelf)) return row;
      return (await opened(shelf, at, row, key)) ?? undefined;
    },
    all: async (shelf) => {
      const transaction = await begun(personId, (database) => database.transaction([shelf]));
      return readable(shelf, await rowsOf(transaction.objectStore(shelf)), key);
    },
  };
}

/** Write in one strict transaction; false, and nothing is written, when there have been other writes than these. */
async function write(
  personId: string,
  shelves: Shelf[],
  writes: unknown,
  work: (transaction: Raw) => Promise<void>,
): Promise<boolean> {
  const transaction = await begun(personId, (database) =>
    database.transaction([...shelves, 'vault'] as StoreNames<Shelves>[], 'readwrite', { durability: 'strict' }),
  );
  const done = transaction.done;
  done.catch(() => undefined);
  try {
    const vault = transaction.objectStore('vault');
    const now = await vault.get(WRITES);
    if (writes !== null && now !== writes) {
      transaction.abort();
      return false;
    }
    await vault.put(((now as number | undefined) ?? 0) + 1, WRITES);
    await work(transaction);
    await done;
    return true;
  } catch (failure) {
    try {
      transaction.abort();
    } catch {
      // It has already been aborted by the failure itself.
    }
    throw failure;
  }
}
