/**
 * The phone's own store, one database per person. Every write is strict: it is on the disk before it is called done (the
 * browser's relaxed default lost every confirmed visit in a power cut). What is hers lies encrypted (`boxes.ts`).
 */
import type { StoreNames } from 'idb';
import type { Mutation, PhoneClock, ProblemDetails, Provisions, Receipt, Text, VerificationKey } from '../api/schema';
import { BOXED, type Box, type DataKey, opened, type Row } from './boxes';
import { begun, connect, disconnect, whose } from './connection';
import { type Reading, takeInHand, type Writing } from './in-hand';
import { inOrder, readable, readyRows, rowsOf } from './rows';
import type { Raw, Shelf, Shelves } from './shelves';
import { dataKey, forgetKeys, type KeptKey, PhoneLocked } from './vault';

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
  /** The visit it is about. */
  visit?: string;
}

/** An entry that this phone cannot read, because it is locked or its key is lost: it is sent sealed all the same. */
export interface UnreadEntry {
  id: string;
  number: number;
  visit: string;
  state: OutboxEntry['state'];
  sha256: string;
  sealed: string | null;
  /** Why the server refused it, as told while it could not be read. */
  problem?: ProblemDetails;
  box?: Box;
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
  /** How far its payment has come; builds before the second protocol did not keep it. */
  payment?: Payment | null;
  /** What was known of the server's clock when it was recorded on this phone. */
  clock?: PhoneClock | null;
}

/** In a settlement, or paid. */
export type Payment = 'settled' | 'paid';

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
  /** The record's running number on this phone; not kept before the second protocol. */
  number?: number;
  /** The signature that proves it, by its id; absent in receipts of the first protocol. */
  signature?: string;
}

/** One reply's signature over its receipts, with the text that was signed. */
export interface KeptSignature {
  id: string;
  text: string;
  key: string;
  value: string;
  /** Whether this phone's browser could check it, and it held. */
  isVerified: boolean;
}

/** What was brought from the server for use without network. */
export interface KeptProvisions extends Omit<Provisions, 'visits'> {
  /** Where the next pull goes on from; what follows was not kept before the second protocol. */
  cursor?: string | null;
  /** Visits of the last days that did not fit. */
  leftOut?: number;
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
  /** The keys that receipts are signed by. */
  receiptKeys?: VerificationKey[];
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
  /** Given up: it is not shown any more, and the server has yet to be told. */
  state: 'waiting' | 'received' | 'refused' | 'given-up';
  /** How many bytes of it the server has. */
  received: number;
  doneAt: string;
  sha256: string;
  /** The picture; none of one that has been received, or that she has given up. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Why it was not accepted, or could not be given up. */
  problem?: ProblemDetails | null;
}

/** The key of the single row in `device`, `ongoing`, `provisions` and `vault`. */
export const ONLY = 'only';

/** Open this person's store; `whenMade` is told whenever it was not there and had to be made anew. */
export async function openStore(personId: string, whenMade: () => void): Promise<void> {
  if (whose() !== personId) await closeStore();
  await connect(personId, whenMade);
  await makeKey(personId);
}

/** Let go of the store, and of what has been unlocked; what is in it stays. */
export async function closeStore(): Promise<void> {
  forgetKeys();
  await disconnect();
}

/** Her first data key, which no lock protects yet; a browser that cannot keep one leaves her rows in clear. */
async function makeKey(personId: string): Promise<void> {
  const { kept } = await keyAndWrites(personId);
  if (kept || !crypto.subtle) return;
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

/** Everything the screens show, read in one go; of a locked phone only what waits, unread. */
export async function readAll(personId?: string): Promise<{
  outbox: OutboxEntry[];
  unread: UnreadEntry[];
  visits: KeptVisit[];
  ongoing: OngoingVisit | null;
  provisions: KeptProvisions | null;
}> {
  const shelves = ['outbox', 'visits', 'ongoing', 'provisions'] as const;
  const transaction = await begun(personId, (database) => database.transaction([...shelves, 'vault'] as const));
  const kept = transaction.objectStore('vault').get(ONLY) as Promise<KeptKey | undefined>;
  const stored = await Promise.all(shelves.map((shelf) => rowsOf(transaction.objectStore(shelf))));
  const key = dataKey(await kept);
  const [outbox, visits, ongoing, provisions] = await Promise.all(
    shelves.map((shelf, place) => readable(shelf, stored[place] ?? new Map(), key)),
  );
  return {
    ...inOrder(stored[0] ?? new Map(), outbox ?? new Map()),
    visits: [...(visits?.values() ?? [])] as KeptVisit[],
    ongoing: (ongoing?.get(ONLY) ?? null) as OngoingVisit | null,
    provisions: (provisions?.get(ONLY) ?? null) as KeptProvisions | null,
  };
}

/** The outbox in the order it was written, and the device that numbered it. */
export async function readOutbox(
  personId?: string,
): Promise<Device & { outbox: OutboxEntry[]; unread: UnreadEntry[] }> {
  const transaction = await begun(personId, (database) => database.transaction(['outbox', 'device', 'vault']));
  const [stored, device, kept] = await Promise.all([
    rowsOf(transaction.objectStore('outbox')),
    transaction.objectStore('device').get(ONLY),
    transaction.objectStore('vault').get(ONLY),
  ]);
  const outbox = await readable('outbox', stored, dataKey(kept as KeptKey | undefined));
  return { device: '', highestNumber: 0, ...device, ...inOrder(stored, outbox) };
}

/** How long a write waits for its turn; a tab that the phone has put to sleep may hold it for ever. */
const LONGEST_TURN_MS = 3_000;
const MOST_ATTEMPTS = 20;
/** In `vault`, beside the key: how many writes there have been. Two tabs notice by it that the other has written. */
const WRITES = 'writes';

/** One write of hers at a time. A browser without locks, or one whose lock is not let go, relies on the count of writes. */
async function inTurn<T>(person: string, work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work();
  let isMine = false;
  const signal = AbortSignal.timeout(LONGEST_TURN_MS);
  try {
    return await navigator.locks.request(`kotiseteli-store-${person}`, { signal }, () => {
      isMine = true;
      return work();
    });
  } catch (failure) {
    if (isMine) throw failure;
    return work();
  }
}

/**
 * Do this all or nothing; resolves when it is on the disk. The work is done on rows in hand, and once more should
 * another tab have written meanwhile: it must not write elsewhere, nor ask for a `strictly` of its own. A `personId`
 * binds it to her store.
 */
export function strictly<T>(
  shelves: Shelf[],
  work: (transaction: Writing) => Promise<T>,
  personId = whose(),
): Promise<T> {
  return withKey(shelves, work, null, personId);
}

/** The same, leaving every row that was put, and what is kept of the key, under another key. */
export function withKey<T>(
  shelves: Shelf[],
  work: (transaction: Writing) => Promise<T>,
  another: { kept: KeptKey; key: DataKey } | null,
  personId = whose(),
): Promise<T> {
  return inTurn(personId, async () => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const { writes, kept } = await keyAndWrites(personId);
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

/** What the store keeps of the data key; nothing when this browser cannot encrypt. */
export async function keptKey(personId = whose()): Promise<KeptKey | undefined> {
  return (await keyAndWrites(personId)).kept;
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
