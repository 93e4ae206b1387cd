/**
 * The phone's own store, one database per person; this is the only opener of IndexedDB. Every write is strict: it is
 * on the disk before it is called done (the browser's relaxed default lost every confirmed visit in a power cut).
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { Mutation, ProblemDetails, Provisions, Receipt, Text } from '../api/schema';

export type VisitState = 'on-this-phone' | 'sending' | 'received' | 'refused';

/** A recording, or a change of one, that the server has not yet confirmed. */
export interface OutboxEntry {
  id: string;
  number: number;
  mutation: Mutation;
  state: 'waiting' | 'held' | 'refused';
  /** Why a change waits or was refused; that of a recording stands with the visit. */
  problem?: ProblemDetails | null;
  /** A correction's tasks with their names: what is sent has none. */
  tasks?: NamedTask[];
  /** The hash of the canonical record, in hexadecimal; builds of the first two schemas did not keep it. */
  sha256?: string;
  /** The record sealed to the server (`seal.ts`); null while the server's key is not known here. */
  sealed?: string | null;
}

export interface NamedTask {
  slug: string;
  name: Text;
  done: boolean;
  reason: string | null;
}

/** What a visit says: the part of it that a correction changes. */
export interface VisitContent {
  startedAt: string;
  endedAt: string;
  minutes: number;
  tasks: NamedTask[];
  note: string;
}

/** One's own visit as it was recorded or last confirmed; changes that still wait are in the outbox alone. */
export interface KeptVisit extends VisitContent {
  id: string;
  voucherNumber: string;
  clientName: string | null;
  service: Text | null;
  state: VisitState;
  problem: ProblemDetails | null;
  toReview: string[];
  receivedAt: string | null;
  /** The record that holds. What follows was not kept by builds of the first schema, which knew of no changes. */
  record?: string;
  isWithdrawn?: boolean;
  elapsedSeconds?: number | null;
  /** What it said before it was last corrected, as far as this phone knows. */
  before?: VisitContent | null;
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
  /** Whether that was measured against the server, or only not known to be otherwise; earlier builds did not say. */
  clockWasKnown?: boolean;
  tasks: NamedTask[];
  note: string;
}

export interface KeptReceipt extends Receipt {
  id: string;
  /** The signature that proves it, by its id; absent in receipts of the first protocol. */
  signature?: string;
}

/** One reply's signature over its receipts, with the text that was signed. */
export interface KeptSignature {
  id: string;
  text: string;
  key: string;
  value: string;
}

/** This phone as the server knows it. */
export interface Device {
  device: string;
  highestNumber: number;
  /** The word by which a sealed record shows that it comes from here; in clear it never leaves the phone. */
  token?: string;
  /** Whether the server has taken the token's hash. */
  isKnown?: boolean;
  /** The server's public key that records are sealed to. */
  sealingKey?: JsonWebKey & { kid?: string };
}

/** A colleague's sealed record that this phone carries to the server for her. */
export interface CarriedRecord {
  id: string;
  sealed: string;
  takenAt: string;
  /** Why the server would not take it. */
  problem?: ProblemDetails;
}

/** A picture of a visit on its way to the server. */
export interface KeptPhoto {
  id: string;
  visit: string;
  state: 'waiting' | 'received' | 'refused';
  /** How many bytes of it the server has. */
  received: number;
  doneAt: string;
  sha256: string;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Shelves extends DBSchema {
  device: { key: string; value: Device };
  outbox: { key: string; value: OutboxEntry; indexes: { number: number; visit: string } };
  visits: { key: string; value: KeptVisit };
  ongoing: { key: string; value: OngoingVisit };
  provisions: { key: string; value: Provisions };
  receipts: { key: string; value: KeptReceipt };
  signatures: { key: string; value: KeptSignature };
  carried: { key: string; value: CarriedRecord };
  photos: { key: string; value: KeptPhoto; indexes: { visit: string } };
  vault: { key: string; value: unknown };
}

export type Shelf = Exclude<StoreNames<Shelves>, 'vault'>;
export type Writing = IDBPTransaction<Shelves, Shelf[], 'readwrite'>;

/** The key of the single row in `device`, `ongoing` and `provisions`. */
export const ONLY = 'only';
const SCHEMA_VERSION = 3;

/** Whose store is in use; her connection is made anew when the browser has dropped it. */
let owner: { personId: string; whenMade: () => void } | null = null;
type Opened = { database: Promise<IDBPDatabase<Shelves>> };
let opened: Opened | null = null;

/** Open this person's store; `whenMade` is told whenever it was not there and had to be made anew. */
export async function openStore(personId: string, whenMade: () => void): Promise<void> {
  if (owner?.personId !== personId) {
    const leaving = closeStore();
    owner = { personId, whenMade };
    await leaving;
  }
  await database(personId);
}

function open({ personId, whenMade }: NonNullable<typeof owner>): Opened {
  let isNew = false;
  let refuse: (reason: Error) => void = () => undefined;
  const refusal = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const opening = openDB<Shelves>(`kotiseteli-${personId}`, SCHEMA_VERSION, {
    upgrade(database, oldVersion, _, transaction) {
      // Later versions only add: the outbox is never dropped or rewritten by a new build of the app.
      isNew = oldVersion === 0;
      if (oldVersion < 1) {
        database.createObjectStore('device');
        database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('number', 'number', { unique: true });
        database.createObjectStore('visits', { keyPath: 'id' });
        database.createObjectStore('ongoing');
        database.createObjectStore('provisions');
        database.createObjectStore('receipts', { keyPath: 'id' });
      }
      // Corrections and withdrawals are found by their visit.
      if (oldVersion < 2) transaction.objectStore('outbox').createIndex('visit', 'mutation.arguments.visit');
      if (oldVersion < 3) {
        database.createObjectStore('signatures', { keyPath: 'id' });
        database.createObjectStore('carried', { keyPath: 'id' });
        database.createObjectStore('photos', { keyPath: 'id' }).createIndex('visit', 'visit');
        database.createObjectStore('vault');
      }
    },
    // Another tab with an older build holds the store and does not let go: waiting for it would never end by itself.
    blocked: () => refuse(new Error('another tab holds the store open')),
    blocking: () => void letGo(entry),
    terminated: () => forget(entry),
  });
  const entry: Opened = {
    database: Promise.race([opening, refusal]).then((database) => {
      if (isNew) whenMade();
      return database;
    }),
  };
  // A failed opening is tried anew at the next use; a connection that comes after all is then nobody's.
  entry.database.catch(() => {
    forget(entry);
    opening.then((late) => late.close()).catch(() => undefined);
  });
  return entry;
}

function forget(entry: Opened): void {
  if (opened === entry) opened = null;
}

async function letGo(entry: Opened): Promise<void> {
  forget(entry);
  await entry.database.then((database) => database.close()).catch(() => undefined);
}

/** Let go of the store; what is in it stays. */
export async function closeStore(): Promise<void> {
  owner = null;
  if (opened) await letGo(opened);
}

/** The connection to this person's store, or to that of whoever is here; never to another's than was meant. */
async function database(personId = owner?.personId): Promise<IDBPDatabase<Shelves>> {
  if (!owner || owner.personId !== personId) throw new Error('the store of this person is not open');
  opened ??= open(owner);
  return opened.database;
}

/** Begin on the connection; one that the browser dropped without a word is made anew once. */
async function begun<T>(personId: string | undefined, begin: (database: IDBPDatabase<Shelves>) => T): Promise<T> {
  const used = await database(personId);
  const entry = opened;
  try {
    return begin(used);
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === 'InvalidStateError')) throw failure;
    if (entry) forget(entry);
    return begin(await database(personId));
  }
}

/** Everything the screens show, read in one go. */
export async function readAll(personId?: string): Promise<{
  outbox: OutboxEntry[];
  visits: KeptVisit[];
  ongoing: OngoingVisit | null;
  provisions: Provisions | null;
}> {
  const shelves = ['outbox', 'visits', 'ongoing', 'provisions'] as const;
  const transaction = await begun(personId, (database) => database.transaction(shelves));
  const [outbox, visits, ongoing, provisions] = await Promise.all([
    transaction.objectStore('outbox').index('number').getAll(),
    transaction.objectStore('visits').getAll(),
    transaction.objectStore('ongoing').get(ONLY),
    transaction.objectStore('provisions').get(ONLY),
  ]);
  return { outbox, visits, ongoing: ongoing ?? null, provisions: provisions ?? null };
}

/** The outbox in the order it was written, and the device that numbered it. */
export async function readOutbox(
  personId?: string,
): Promise<{ device: string; highestNumber: number; outbox: OutboxEntry[] }> {
  const shelves = ['outbox', 'device'] as const;
  const transaction = await begun(personId, (database) => database.transaction(shelves));
  const [outbox, device] = await Promise.all([
    transaction.objectStore('outbox').index('number').getAll(),
    transaction.objectStore('device').get(ONLY),
  ]);
  return { device: device?.device ?? '', highestNumber: device?.highestNumber ?? 0, outbox };
}

/** Do this in one strict transaction, all or nothing; resolves when it is on the disk. A `personId` binds it to her store. */
export async function strictly<T>(
  shelves: Shelf[],
  work: (transaction: Writing) => Promise<T>,
  personId?: string,
): Promise<T> {
  const transaction = await begun(personId, (database) =>
    database.transaction(shelves, 'readwrite', { durability: 'strict' }),
  );
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
