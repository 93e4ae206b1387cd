/**
 * Carries records to the server and brings back what is needed without network: one round at a time per phone, never
 * giving up. Only a verdict that can be read changes anything (`verdicts.ts`); any other answer leaves all as it was.
 */
import { ask, Offline, Problem } from '../api/client';
import type { Mutation, ProblemDetails, Provisions, Push, PushReply, Verdict, VisitSummary } from '../api/schema';
import { isSignedIn, sessionEnded, signInNeeded } from '../session';
import { carryForOthers } from './carrying';
import { announce, followStore, leaveStore } from './changes';
import { learnServerTime, now, onTheWire } from './clock';
import { closeStore } from './connection';
import type { Writing } from './in-hand';
import { toSend, visitOf, whole } from './own-visit';
import { onTheWay, outboxCount, type SyncState, storeFailure, syncProblem, syncState } from './signals';
import { type KeptVisit, ONLY, type OutboxEntry, readOutbox, strictly } from './store';
import { keepVerdicts } from './verdicts';

const LARGEST_BATCH = 20;
const FIRST_WAIT_MS = 2_000;
/** Short enough that nobody waits for it: a phone in a dead zone often hears no `online` when it leaves. */
const LONGEST_WAIT_MS = 30_000;
const QUIET_WAIT_MS = 15 * 60_000;
/** Coming to the front does not fetch anew what was fetched just now. */
const FRESH_MS = 60_000;
/** How long a received visit stays on the phone; as far back as the server sends one's own. */
const SHOWN_DAYS_MS = 7 * 86_400_000;
/** How long the proof that a visit was received stays: a year's accounts, and a month to notice what is amiss in them. */
const RECEIPT_MONTHS = 13;

let personId: string | null = null;
let round: Promise<void> | null = null;
let again = false;
let failures = 0;
let pulledAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Follow this worker's outbox from now on, and again when she has signed in anew; null when no worker is signed in. */
export async function syncFor(worker: string | null): Promise<void> {
  if (worker === personId) {
    if (worker !== null) wakeUp();
    return;
  }
  personId = worker;
  pulledAt = 0;
  failures = 0;
  clearTimeout(timer);
  leaveStore();
  storeFailure.value = null;
  if (worker === null) {
    stopListening();
    await closeStore();
    return;
  }
  listen();
  try {
    await followStore(worker);
  } catch (failure) {
    if (personId !== worker) return;
    // Nobody is followed, so that the next attempt begins from the beginning.
    personId = null;
    stopListening();
    leaveStore();
    throw failure;
  }
  if (personId === worker) await sync();
}

function listen(): void {
  addEventListener('online', wakeUp);
  addEventListener('offline', sayOffline);
  addEventListener('pageshow', wakeUp);
  document.addEventListener('visibilitychange', wakeUp);
}

function stopListening(): void {
  removeEventListener('online', wakeUp);
  removeEventListener('offline', sayOffline);
  removeEventListener('pageshow', wakeUp);
  document.removeEventListener('visibilitychange', wakeUp);
}

function wakeUp(): void {
  if (document.visibilityState === 'hidden') return;
  failures = 0;
  void sync();
}

function sayOffline(): void {
  syncState.value = 'offline';
}

/** Do a round now, or right after the one that is going on. */
export function sync(): Promise<void> {
  if (round) {
    again = true;
    return round;
  }
  round = rounds().finally(() => {
    round = null;
  });
  return round;
}

/** Bring keys, services and visits now, however fresh they are; says whether the server answered. */
export async function bringNewest(): Promise<boolean> {
  pulledAt = 0;
  await sync();
  return pulledAt > 0;
}

async function rounds(): Promise<void> {
  do {
    again = false;
    await oneAtATime(oneRound);
  } while (again);
}

/** Two tabs of one phone take turns; a browser without locks relies on the server's absorbing of repeats. */
async function oneAtATime(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request(`kotiseteli-sync-${personId}`, work);
  else await work();
}

async function oneRound(): Promise<void> {
  const worker = personId;
  if (worker === null) return;
  clearTimeout(timer);
  try {
    insistOn(worker);
    await carryForOthers(worker);
    const received = await pushAll(worker);
    if (received || Date.now() - pulledAt > FRESH_MS) await pull(worker);
    if (personId !== worker) return;
    failures = outboxCount.peek() > 0 ? failures + 1 : 0;
    signInNeeded.value = false;
    syncProblem.value = null;
    syncState.value = 'idle';
  } catch (failure) {
    if (personId !== worker) return;
    failures += 1;
    syncState.value = isSignedIn(worker) ? stateAfter(failure) : 'offline';
  } finally {
    onTheWay.value = new Set();
  }
  if (personId === worker) timer = setTimeout(sync, waitingTime());
}

/** What an answer brings belongs to the worker it was asked for; someone else may hold the phone by the time it comes. */
function insistOn(worker: string): void {
  if (personId !== worker || !isSignedIn(worker)) throw new Offline('another person is signed in in this browser');
}

function stateAfter(failure: unknown): SyncState {
  syncProblem.value = failure instanceof Problem && failure.status !== 401 ? failure.details : null;
  if (failure instanceof Problem && failure.status === 401) {
    sessionEnded();
    return 'sign-in-needed';
  }
  // A server that is broken answers by itself later; what it refuses, someone has to put right.
  if (failure instanceof Problem && failure.status < 500) return 'refused';
  // A defect of ours is told to the console, and tried again like any other failure: the queue never stops.
  if (!(failure instanceof Offline || failure instanceof Problem)) reportError(failure);
  return 'offline';
}

/** Longer after each failure, spread by chance so that a ward's phones do not come back all at once. */
function waitingTime(): number {
  const wait = failures === 0 ? QUIET_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  return wait * (0.5 + Math.random());
}

/** Send what waits, each recording once in a round; says whether anything was received. */
async function pushAll(worker: string): Promise<boolean> {
  const tried = new Set<string>();
  let received = false;
  for (;;) {
    const { device, highestNumber, outbox } = await readOutbox(worker);
    const batch = toSend(outbox)
      .filter(({ id }) => !tried.has(id))
      .slice(0, LARGEST_BATCH);
    if (batch.length === 0) return received;
    for (const { id } of batch) tried.add(id);
    if (await pushBatch({ worker, device, highestNumber }, batch)) received = true;
  }
}

/** Whose recordings are sent, and the device that numbered them. */
type Sender = { worker: string; device: string; highestNumber: number };

async function pushBatch(sender: Sender, batch: OutboxEntry[]): Promise<boolean> {
  const { worker, device, highestNumber } = sender;
  insistOn(worker);
  syncState.value = 'sending';
  onTheWay.value = new Set(batch.map(({ mutation }) => visitOf(mutation)));
  const mutations = batch.map(({ mutation }) => mutation);
  const push: Push = { device, sentAt: sendingTime(mutations), highestNumber, mutations };
  const askedMs = Date.now();
  try {
    const reply = await ask<PushReply>('POST', '/api/sync/push', push);
    if (!Array.isArray(reply?.verdicts)) throw new Offline('an answer that is not a reply');
    learnServerTime(reply.serverTime, askedMs, Date.now());
    insistOn(worker);
    return await keepVerdicts(worker, batch, reply.verdicts);
  } catch (failure) {
    if (!(failure instanceof Problem) || !isAboutContents(failure)) throw failure;
    insistOn(worker);
    if (batch.length > 1) return sendInHalves(sender, batch);
    await markAll(worker, batch, failure.details);
    return false;
  }
}

/** By the clock that made them: the server judges what is in the future by it, even if the clock has been put right since. */
function sendingTime(mutations: Mutation[]): string {
  return onTheWire(Math.max(now(), ...mutations.map(({ doneAt }) => Date.parse(doneAt))));
}

/** One recording that the server cannot even read must not hold up the others: it is found by halving. */
async function sendInHalves(sender: Sender, batch: OutboxEntry[]): Promise<boolean> {
  const middle = Math.ceil(batch.length / 2);
  const first = await pushBatch(sender, batch.slice(0, middle));
  const second = await pushBatch(sender, batch.slice(middle));
  return first || second;
}

function isAboutContents(problem: Problem): boolean {
  if (problem.status === 413 || problem.slug === 'not-json') return true;
  const errors = problem.details.errors ?? [];
  return problem.slug === 'invalid-request' && errors.some(({ pointer }) => pointer?.startsWith('/mutations'));
}

async function markAll(worker: string, entries: OutboxEntry[], problem: ProblemDetails): Promise<void> {
  const refused = entries.map(({ id }): Verdict => ({ id, verdict: 'refused', problem, receipt: null, toReview: [] }));
  await keepVerdicts(worker, entries, refused);
}

/** Bring keys, services and one's own visits; visits received long ago leave the phone, and in their time receipts too. */
async function pull(worker: string): Promise<void> {
  const askedMs = Date.now();
  const provisions = await ask<Provisions>('GET', '/api/sync/pull');
  if (!Array.isArray(provisions?.visits)) throw new Offline('an answer that is not provisions');
  learnServerTime(provisions.serverTime, askedMs, Date.now());
  insistOn(worker);
  const keep = async (transaction: Writing): Promise<void> => {
    await transaction.objectStore('provisions').put(provisions, ONLY);
    await dropOld(transaction, Date.parse(provisions.serverTime));
    for (const summary of provisions.visits) {
      if (await isOnItsWay(transaction, summary.id)) continue;
      const visits = transaction.objectStore('visits');
      await visits.put(asPulled(summary, await visits.get(summary.id)));
    }
  };
  await strictly(['provisions', 'visits', 'outbox', 'receipts'], keep, worker);
  if (personId === worker) pulledAt = Date.now();
  await announce();
}

/** Whether anything of the visit is still to be confirmed: until then it stays as this phone knows it. */
async function isOnItsWay(transaction: Writing, visit: string): Promise<boolean> {
  const outbox = transaction.objectStore('outbox');
  if (await outbox.get(visit)) return true;
  return (await outbox.index('visit').getAll(visit)).some(({ state }) => state !== 'refused');
}

/** The server's word of a visit; what only the phone knows of the same record stays with it. */
function asPulled(summary: VisitSummary, known: KeptVisit | undefined): KeptVisit {
  const own = known && whole(known).record === summary.record ? whole(known) : null;
  const told = { ...summary, state: 'received', problem: null, isWithdrawn: summary.state === 'withdrawn' } as const;
  return { ...told, elapsedSeconds: own?.elapsedSeconds ?? null, before: own?.before ?? null };
}

async function dropOld(transaction: Writing, serverMs: number): Promise<void> {
  const visits = transaction.objectStore('visits');
  const changes = transaction.objectStore('outbox').index('visit');
  const oldestVisit = onTheWire(serverMs - SHOWN_DAYS_MS);
  for (const visit of await visits.getAll()) {
    const isOld = visit.state === 'received' && (visit.receivedAt ?? visit.endedAt) < oldestVisit;
    if (isOld && !(await changes.getKey(visit.id))) await visits.delete(visit.id);
  }
  const receipts = transaction.objectStore('receipts');
  const oldestReceipt = new Date(serverMs);
  oldestReceipt.setUTCMonth(oldestReceipt.getUTCMonth() - RECEIPT_MONTHS);
  for (const { id, receivedAt } of await receipts.getAll()) {
    if (Date.parse(receivedAt) < oldestReceipt.getTime()) await receipts.delete(id);
  }
}
