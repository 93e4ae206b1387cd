/**
 * The phone's own store, one database per person; this is the only opener of IndexedDB. Every write is strict: it is
 * on the disk before it is called done (the browser's relaxed default lost every confirmed visit in a power cut).
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Mutation, ProblemDetails, Provisions, Receipt, Text } from '../api/schema';

export type VisitState = 'on-this-phone' | 'sending' | 'received' | 'refused';

/** A recording that the server has not yet confirmed. */
export interface OutboxEntry {
  id: string;
  number: number;
  mutation: Mutation;
  state: 'waiting' | 'held' | 'refused';
}

/** A visit as its worker sees it on the phone. */
export interface OwnVisit {
  id: string;
  voucherNumber: string;
  clientName: string | null;
  service: Text | null;
  startedAt: string;
  endedAt: string;
  minutes: number;
  tasks: { slug: string; name: Text; done: boolean; reason: string | null }[];
  note: string;
  state: VisitState;
  problem: ProblemDetails | null;
  toReview: string[];
  receivedAt: string | null;
}

/** The visit that goes on now; its id becomes the recording's, so that ending it twice records it once. */
export interface OngoingVisit {
  id: string;
  voucherNumber: string;
  code: string | null;
  codeHolds: boolean | null;
  clientName: string | null;
  serviceCode: number | null;
  startedAt: string;
  /** `performance.timeOrigin` and `performance.now()` at the start: the same origin later means the page lived on. */
  pageOrigin: number;
  pageTime: number;
  /** How much the phone's clock was behind at the start: the whole visit is told by one clock. */
  clockBehindMs: number;
  tasks: { slug: string; name: Text; done: boolean; reason: string | null }[];
  note: string;
}

export interface KeptReceipt extends Receipt {
  id: string;
}

interface Shelves extends DBSchema {
  device: { key: string; value: { device: string; highestNumber: number } };
  outbox: { key: string; value: OutboxEntry; indexes: { number: number } };
  visits: { key: string; value: OwnVisit };
  ongoing: { key: string; value: OngoingVisit };
  provisions: { key: string; value: Provisions };
  receipts: { key: string; value: KeptReceipt };
}

type Shelf = 'device' | 'outbox' | 'visits' | 'ongoing' | 'provisions' | 'receipts';
type Writing = IDBPTransaction<Shelves, Shelf[], 'readwrite'>;

/** The key of the single row in `device`, `ongoing` and `provisions`. */
export const ONLY = 'only';
const SCHEMA_VERSION = 1;

let opened: { personId: string; database: Promise<IDBPDatabase<Shelves>>; isNew: boolean } | null = null;

/** Open this person's store; says whether it had to be made anew. */
export async function openStore(personId: string): Promise<{ isNew: boolean }> {
  if (opened?.personId !== personId) {
    await closeStore();
    opened = open(personId);
  }
  await opened.database;
  return { isNew: opened.isNew };
}

function open(personId: string): NonNullable<typeof opened> {
  const entry = { personId, isNew: false } as NonNullable<typeof opened>;
  entry.database = openDB<Shelves>(`kotiseteli-${personId}`, SCHEMA_VERSION, {
    upgrade(database, oldVersion) {
      // Later versions only add: the outbox is never dropped or rewritten by a new build of the app.
      entry.isNew = oldVersion === 0;
      if (oldVersion > 0) return;
      database.createObjectStore('device');
      database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('number', 'number', { unique: true });
      database.createObjectStore('visits', { keyPath: 'id' });
      database.createObjectStore('ongoing');
      database.createObjectStore('provisions');
      database.createObjectStore('receipts', { keyPath: 'id' });
    },
    blocking: () => void closeStore(),
    terminated: () => {
      if (opened === entry) opened = null;
    },
  });
  return entry;
}

/** Let go of the store; what is in it stays. */
export async function closeStore(): Promise<void> {
  const closing = opened;
  opened = null;
  if (closing) (await closing.database).close();
}

async function database(): Promise<IDBPDatabase<Shelves>> {
  if (!opened) throw new Error('no store is open');
  return opened.database;
}

/** Everything the screens show, read in one go. */
export async function readAll(): Promise<{
  outbox: OutboxEntry[];
  visits: OwnVisit[];
  ongoing: OngoingVisit | null;
  provisions: Provisions | null;
}> {
  const transaction = (await database()).transaction(['outbox', 'visits', 'ongoing', 'provisions']);
  const [outbox, visits, ongoing, provisions] = await Promise.all([
    transaction.objectStore('outbox').index('number').getAll(),
    transaction.objectStore('visits').getAll(),
    transaction.objectStore('ongoing').get(ONLY),
    transaction.objectStore('provisions').get(ONLY),
  ]);
  return { outbox, visits, ongoing: ongoing ?? null, provisions: provisions ?? null };
}

/** The outbox in the order it was written, and the device that numbered it. */
export async function readOutbox(): Promise<{ device: string; highestNumber: number; outbox: OutboxEntry[] }> {
  const transaction = (await database()).transaction(['outbox', 'device']);
  const [outbox, device] = await Promise.all([
    transaction.objectStore('outbox').index('number').getAll(),
    transaction.objectStore('device').get(ONLY),
  ]);
  return { device: device?.device ?? '', highestNumber: device?.highestNumber ?? 0, outbox };
}

/** Do this in one strict transaction, all or nothing; resolves when it is on the disk. */
export async function strictly<T>(shelves: Shelf[], work: (transaction: Writing) => Promise<T>): Promise<T> {
  const transaction = (await database()).transaction(shelves, 'readwrite', { durability: 'strict' });
  const done = transaction.done;
  done.catch(() => undefined);
  try {
    const outcome = await work(transaction);
    await done;
    return outcome;
  } catch (failure) {
    try {
      transaction.abort();
    } catch {
      // It has already been aborted by the failure itself.
    }
    throw failure;
  }
}
