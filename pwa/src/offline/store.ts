import type {
  DoorOnRound,
  KnownVoucher,
  Mutation,
  PhoneClock,
  PlannedAtDoor,
  ProblemDetails,
  Provisions,
  Receipt,
  RecordVisit,
  RulesAtDoor,
  Text,
  ToldDeviation,
  VerificationKey,
  WorkerRound,
} from '../api/schema';
import type { Box } from './boxes';
import { begun, connect, disconnect, whose } from './connection';
import type { Writing } from './in-hand';
import { inOrder, readable, rowsOf } from './rows';
import type { Shelf } from './shelves';
import { dataKey, forgetKeys, type KeptKey } from './vault';

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
  /** The employer she was signed in for when she made it; builds that knew of one alone did not keep it. */
  provider?: string | null;
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
  /** What was otherwise than booked; builds of before knew of none. */
  deviation?: ToldDeviation | null;
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
  /** Said while it goes on: it lasts longer than was booked. */
  deviation?: ToldDeviation | null;
  /** What goes with the record beside all that. */
  also?: Pick<RecordVisit, 'presence'>;
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
  /** What the rulebooks say of her visits, and what is left of her vouchers; none from a server of an earlier release. */
  rules?: RulesAtDoor[];
  vouchers?: KnownVouchers | null;
  /** Her round; none from a server of an earlier release. */
  round?: KeptRound | null;
  /** What she needs at its doors. */
  doors?: KeptDoors;
}

/** The doors of a round, and by what the server recognises which of them are here. */
export interface KeptDoors {
  mark: string;
  doors: DoorOnRound[];
}

/** What was granted and left, as the server knew it at a moment. */
export interface KnownVouchers {
  asOf: string;
  list: KnownVoucher[];
}

/** The worker's round as it lies on the phone. */
export interface KeptRound extends WorkerRound {
  /** When it came, by the server's clock: which round it is. */
  broughtAt: string;
  /** What of it she has looked at, and up to which day. */
  seen: { visits: PlannedAtDoor[]; lastDay: string };
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
  if (!(await keptKey(personId))) await (await writing()).makeKey(personId);
}

/** Let go of the store, and of what has been unlocked; what is in it stays. */
export async function closeStore(): Promise<void> {
  forgetKeys();
  await disconnect();
}

/** Everything the screens show, read in one go; of a locked phone only what waits, unread. */
export async function readAll(personId?: string): Promise<{
  outbox: OutboxEntry[];
  unread: UnreadEntry[];
  visits: KeptVisit[];
  ongoing: OngoingVisit | null;
  provisions: KeptProvisions | null;
  /** Whether it was read with the key that opens what is boxed. */
  hadKey: boolean;
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
    hadKey: key !== null,
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

/** What the store keeps of the data key; nothing when this browser cannot encrypt. */
export async function keptKey(personId = whose()): Promise<KeptKey | undefined> {
  const vault = await begun(personId, (database) => database.transaction('vault').store);
  return (await vault.get(ONLY)) as KeptKey | undefined;
}

/** What writes is fetched right after the first screen, which does without. */
const writing = () => import('./writing');

/**
 * Do this all or nothing; resolves when it is on the disk. The work is done on rows in hand, and once more should
 * another tab have written meanwhile: it must not write elsewhere, nor ask for a `strictly` of its own. A `personId`
 * binds it to her store.
 */
export async function strictly<T>(
  shelves: Shelf[],
  work: (transaction: Writing) => Promise<T>,
  personId = whose(),
): Promise<T> {
  return (await writing()).withKey(shelves, work, null, personId);
}
