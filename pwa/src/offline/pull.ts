/**
 * What comes to the phone: the catalogue when it has changed, one's own visits that have, and the ids of all that the
 * phone may hold when it must let go of one. Nothing that still waits to be sent is ever touched by it.
 */
import { ask, Offline } from '../api/client';
import type { ChangesSince, KnownVoucher, PhoneCatalogue, Provisions, VisitSummary, WorkerRound } from '../api/schema';
import { announce } from './changes';
import { learnServerTime, onTheWire } from './clock';
import { bringDoors } from './door-notes';
import type { Writing } from './in-hand';
import { whole } from './own-visit';
import { readSender } from './sending';
import { type KeptProvisions, type KeptRound, type KeptVisit, ONLY, type Payment, strictly } from './store';
import { learnServerKeys, type ServerKeys } from './upkeep';

/** How long a received visit stays on the phone where the server does not say what may: as far back as it sends them. */
const SHOWN_DAYS_MS = 7 * 86_400_000;
/** How long the proof that a visit was received stays: a year's accounts, and a month to notice what is amiss in them. */
const RECEIPT_MONTHS = 13;

/** What a pull brought: all there is, or what is new. */
type Brought = Omit<ChangesSince, 'catalogue' | 'cursor' | 'round' | 'vouchers'> & {
  cursor: string | null;
  /** A server of an earlier release tells of none. */
  round?: WorkerRound | null;
  vouchers?: KnownVoucher[] | null;
  /** A server of an earlier release has neither signed nor sealed, nor told of its rules. */
  catalogue: (Omit<PhoneCatalogue, 'receiptKeys' | 'sealingKey' | 'rules'> & Partial<PhoneCatalogue>) | null;
};

/** Whose round it is; `insist` throws when someone else holds the phone by the time an answer has come. */
export interface Whose {
  worker: string;
  insist: () => void;
}

/** Bring what is new for this worker. */
export async function pull(whose: Whose): Promise<void> {
  // Once more, and no oftener, when the cursor it went on from was forgotten meanwhile, or to say that a round has come.
  if (await bring(whose)) await bring(whose);
  // The round stands without them; they are asked for again after the next pull.
  await bringDoors(whose).catch(() => undefined);
}

/** True when there is something to ask or to confirm once more. */
async function bring({ worker, insist }: Whose): Promise<boolean> {
  const { device } = (await readSender(worker)).sender;
  // As it is stored: another tab may have pulled since this one last read.
  const kept = await strictly(['provisions'], (transaction) => transaction.objectStore('provisions').get(ONLY), worker);
  const cursor = kept?.cursor ?? null;
  const query = new URLSearchParams({ device, round: 'true', ...(cursor && { after: cursor }) });
  const askedMs = Date.now();
  const brought = asBrought(await ask<ChangesSince | Provisions>('GET', `/api/sync/pull?${query}`));
  learnServerTime(brought.serverTime, askedMs, Date.now());
  insist();
  // Before the cursor says that they are known.
  if (brought.catalogue) await learnServerKeys(keysIn(brought.catalogue), worker);
  const isKept = await strictly(
    ['provisions', 'visits', 'outbox', 'receipts', 'signatures'],
    (transaction) => keep(transaction, brought, cursor),
    worker,
  );
  await announce();
  return !isKept || !!brought.round;
}

/** Forget where the last pull ended: the next one brings everything. What waits to be sent stays as it is. */
export async function forgetCursor(worker: string): Promise<void> {
  const forget = async (transaction: Writing): Promise<void> => {
    const shelf = transaction.objectStore('provisions');
    const kept = await shelf.get(ONLY);
    if (kept) await shelf.put({ ...kept, cursor: null }, ONLY);
  };
  await strictly(['provisions'], forget, worker);
  await announce();
}

/** An answer of either protocol in one shape. */
function asBrought(answer: ChangesSince | Provisions | null): Brought {
  if (!Array.isArray(answer?.visits) || Number.isNaN(Date.parse(answer.serverTime))) {
    throw new Offline('an answer that brings nothing');
  }
  if ('catalogue' in answer) return answer;
  const { keys, organisers, services, provider, serverTime, visits } = answer;
  const catalogue = { keys, organisers, services, provider };
  return { serverTime, visits, catalogue, cursor: null, inSight: null, leftOut: 0 };
}

function keysIn({ sealingKey, receiptKeys }: NonNullable<Brought['catalogue']>): ServerKeys {
  return { ...(sealingKey && { sealingKey }), ...(receiptKeys && { receiptKeys }) };
}

/** False when this phone does not hold any more what the cursor said it does: then it is asked for anew. */
async function keep(transaction: Writing, brought: Brought, after: string | null): Promise<boolean> {
  const shelf = transaction.objectStore('provisions');
  const before = await shelf.get(ONLY);
  const catalogue = brought.catalogue ?? before;
  if (!catalogue || (before?.cursor ?? null) !== after) return false;
  const isWhole = await keepVisits(transaction, brought);
  const kept = { ...asKept(catalogue, brought, before), ...(before?.doors && { doors: before.doors }) };
  // Of a visit passed over now, what was told must be told again when nothing of it waits any more.
  await shelf.put(isWhole ? kept : { ...kept, cursor: before?.cursor ?? null }, ONLY);
  await dropOutOfSight(transaction, brought);
  await dropOldReceipts(transaction, Date.parse(brought.serverTime));
  return true;
}

function asKept(
  catalogue: NonNullable<Brought['catalogue']> | KeptProvisions,
  brought: Brought,
  before: KeptProvisions | undefined,
): KeptProvisions {
  const { keys, organisers, services, provider, rules = [] } = catalogue;
  const { serverTime, cursor, leftOut } = brought;
  const roundBefore = before?.round ?? null;
  const round = brought.round ? asRound(brought.round, serverTime, roundBefore) : roundBefore;
  const vouchers = brought.vouchers ? { asOf: serverTime, list: brought.vouchers } : (before?.vouchers ?? null);
  return { keys, organisers, services, provider, rules, serverTime, cursor, leftOut, round, vouchers };
}

/** A round that is the first here has been seen as it is: nothing of it has changed for her. */
function asRound(round: WorkerRound, broughtAt: string, before: KeptRound | null): KeptRound {
  return { ...round, broughtAt, seen: before?.seen ?? { visits: round.visits, lastDay: round.lastDay } };
}

/** False when the server's word of a visit could not be taken: something of it is still to be confirmed. */
async function keepVisits(transaction: Writing, { visits: told }: Brought): Promise<boolean> {
  const visits = transaction.objectStore('visits');
  let isWhole = true;
  for (const summary of told) {
    if (await isOnItsWay(transaction, summary.id)) isWhole = false;
    else await visits.put(asPulled(summary, await visits.get(summary.id)));
  }
  return isWhole;
}

/** Whether anything of the visit is still to be confirmed: until then it stays as this phone knows it. */
async function isOnItsWay(transaction: Writing, visit: string): Promise<boolean> {
  const outbox = transaction.objectStore('outbox');
  if (await outbox.get(visit)) return true;
  return (await outbox.index('visit').getAll(visit)).some(({ state }) => state !== 'refused');
}

/** The server's word of a visit; what only the phone knows of the same record stays with it. */
function asPulled(
  { state, deviation: code, bookedMinutes, ...summary }: VisitSummary,
  known: KeptVisit | undefined,
): KeptVisit {
  const own = known && whole(known).record === summary.record ? whole(known) : null;
  const told = { ...summary, state: 'received', problem: null, isWithdrawn: state === 'withdrawn' } as const;
  const ours = { elapsedSeconds: own?.elapsedSeconds ?? null, before: own?.before ?? null, clock: own?.clock ?? null };
  const deviation = code ? { code, bookedMinutes } : null;
  return { ...told, deviation, ...ours, payment: paymentOf(state) };
}

/** A later server may tell of more states than this build knows: what it has, it has received. */
function paymentOf(state: string): Payment | null {
  return state === 'settled' || state === 'paid' ? state : null;
}

/** What the phone may no longer hold leaves it, but nothing of which something waits to be sent. */
async function dropOutOfSight(transaction: Writing, { inSight, cursor, serverTime }: Brought): Promise<void> {
  const visits = transaction.objectStore('visits');
  const outbox = transaction.objectStore('outbox');
  const mayStay = inSight && new Set(inSight);
  const oldest = onTheWire(Date.parse(serverTime) - SHOWN_DAYS_MS);
  // A server that knows of cursors says itself what has gone out of sight.
  if (!mayStay && cursor !== null) return;
  for (const visit of await visits.getAll()) {
    const isGone = mayStay ? !mayStay.has(visit.id) : (visit.receivedAt ?? visit.endedAt) < oldest;
    if (visit.state !== 'received' || !isGone) continue;
    if (!(await outbox.get(visit.id)) && !(await outbox.index('visit').getKey(visit.id))) await visits.delete(visit.id);
  }
}

/** Receipts leave in their time, and the signatures that no receipt names any more with them. */
async function dropOldReceipts(transaction: Writing, serverMs: number): Promise<void> {
  const receipts = transaction.objectStore('receipts');
  const signatures = transaction.objectStore('signatures');
  const oldest = new Date(serverMs);
  oldest.setUTCMonth(oldest.getUTCMonth() - RECEIPT_MONTHS);
  const named = new Set<string | undefined>();
  for (const { id, receivedAt, signature } of await receipts.getAll()) {
    if (Date.parse(receivedAt) < oldest.getTime()) await receipts.delete(id);
    else named.add(signature);
  }
  for (const id of await signatures.getAllKeys()) if (!named.has(id)) await signatures.delete(id);
}
