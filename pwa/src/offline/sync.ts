/**
 * Carries recordings to the server and brings back what is needed without network: one round at a time per phone,
 * never giving up. A copy leaves the phone only against a receipt that repeats its id and its hash; a refused one
 * stays, marked, and holds up nothing; any other answer leaves everything as it was.
 */
import { ask, Offline, Problem } from '../api/client';
import type { Mutation, ProblemDetails, Provisions, Push, PushReply, Verdict } from '../api/schema';
import { canonical, type Json } from '../rules/canonical';
import { isSignedIn, sessionEnded, signInNeeded } from '../session';
import { announce, followStore, leaveStore } from './changes';
import { learnServerTime, now, onTheWire } from './clock';
import { onTheWay, outboxCount, type SyncState, syncProblem, syncState } from './signals';
import { closeStore, ONLY, type OutboxEntry, type OwnVisit, readOutbox, strictly } from './store';

const LARGEST_BATCH = 20;
const FIRST_WAIT_MS = 2_000;
/** Short enough that nobody waits for it: a phone in a dead zone often hears no `online` when it leaves. */
const LONGEST_WAIT_MS = 30_000;
const QUIET_WAIT_MS = 15 * 60_000;
/** Coming to the front does not fetch anew what was fetched just now. */
const FRESH_MS = 60_000;
/** How long a received visit stays on the phone; as far back as the server sends one's own. */
const SHOWN_DAYS_MS = 7 * 86_400_000;

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
  if (worker === null) {
    stopListening();
    await closeStore();
    return;
  }
  listen();
  await followStore(worker);
  await sync();
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
    if (!isSignedIn(worker)) throw new Offline('another person is signed in in this browser');
    const received = await pushAll();
    if (received || Date.now() - pulledAt > FRESH_MS) await pull();
    failures = outboxCount.peek() > 0 ? failures + 1 : 0;
    signInNeeded.value = false;
    syncProblem.value = null;
    syncState.value = 'idle';
  } catch (failure) {
    if (personId !== worker) return;
    failures += 1;
    syncState.value = stateAfter(failure);
  } finally {
    onTheWay.value = new Set();
  }
  if (personId === worker) timer = setTimeout(sync, waitingTime());
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
async function pushAll(): Promise<boolean> {
  const tried = new Set<string>();
  let received = false;
  for (;;) {
    const { device, highestNumber, outbox } = await readOutbox();
    const batch = outbox.filter(({ id, state }) => state !== 'refused' && !tried.has(id)).slice(0, LARGEST_BATCH);
    if (batch.length === 0) return received;
    for (const { id } of batch) tried.add(id);
    if (await pushBatch(device, highestNumber, batch)) received = true;
  }
}

async function pushBatch(device: string, highestNumber: number, batch: OutboxEntry[]): Promise<boolean> {
  syncState.value = 'sending';
  onTheWay.value = new Set(batch.map(({ id }) => id));
  const mutations = batch.map(({ mutation }) => mutation);
  const push: Push = { device, sentAt: sendingTime(mutations), highestNumber, mutations };
  const askedMs = Date.now();
  try {
    const reply = await ask<PushReply>('POST', '/api/sync/push', push);
    if (!Array.isArray(reply?.verdicts)) throw new Offline('an answer that is not a reply');
    learnServerTime(reply.serverTime, askedMs, Date.now());
    return await keepVerdicts(batch, reply.verdicts);
  } catch (failure) {
    if (!(failure instanceof Problem) || !isAboutContents(failure)) throw failure;
    if (batch.length > 1) return sendInHalves(device, highestNumber, batch);
    await markAll(batch, failure.details);
    return false;
  }
}

/** By the clock that made them: the server judges what is in the future by it, even if the clock has been put right since. */
function sendingTime(mutations: Mutation[]): string {
  return onTheWire(Math.max(now(), ...mutations.map(({ doneAt }) => Date.parse(doneAt))));
}

/** One recording that the server cannot even read must not hold up the others: it is found by halving. */
async function sendInHalves(device: string, highestNumber: number, batch: OutboxEntry[]): Promise<boolean> {
  const middle = Math.ceil(batch.length / 2);
  const first = await pushBatch(device, highestNumber, batch.slice(0, middle));
  const second = await pushBatch(device, highestNumber, batch.slice(middle));
  return first || second;
}

function isAboutContents(problem: Problem): boolean {
  if (problem.status === 413) return true;
  const errors = problem.details.errors ?? [];
  return problem.slug === 'invalid-request' && errors.some(({ pointer }) => pointer?.startsWith('/mutations'));
}

async function markAll(entries: OutboxEntry[], problem: ProblemDetails): Promise<void> {
  const refused = entries.map(({ id }): Verdict => ({ id, verdict: 'refused', problem, receipt: null, toReview: [] }));
  await keepVerdicts(entries, refused);
}

/** Keep what the server said of each; says whether anything was received. */
async function keepVerdicts(batch: OutboxEntry[], verdicts: Verdict[]): Promise<boolean> {
  const proofs = new Map<string, string>();
  for (const { id, mutation } of batch) proofs.set(id, await sha256(canonical(mutation as unknown as Json)));
  let received = false;
  await strictly(['outbox', 'visits', 'receipts'], async (transaction) => {
    for (const verdict of verdicts) {
      const entry = await transaction.objectStore('outbox').get(verdict.id);
      const visit = await transaction.objectStore('visits').get(verdict.id);
      if (!entry || !proofs.has(verdict.id)) continue;
      if (isProven(verdict, proofs)) {
        received = true;
        await transaction.objectStore('outbox').delete(entry.id);
        await transaction.objectStore('receipts').put({ id: entry.id, ...verdict.receipt });
        if (visit) await transaction.objectStore('visits').put(receivedVisit(visit, verdict));
      } else if (verdict.problem) {
        const state = verdict.verdict === 'held' ? 'held' : 'refused';
        await transaction.objectStore('outbox').put({ ...entry, state });
        if (visit) await transaction.objectStore('visits').put(problemVisit(visit, state, verdict.problem));
      }
    }
  });
  await announce();
  return received;
}

type Proven = Verdict & { receipt: NonNullable<Verdict['receipt']> };

function isProven(verdict: Verdict, proofs: Map<string, string>): verdict is Proven {
  const isTaken = verdict.verdict === 'accepted' || verdict.verdict === 'repeated';
  return isTaken && verdict.receipt !== null && verdict.receipt.sha256 === proofs.get(verdict.id);
}

function receivedVisit(visit: OwnVisit, { receipt, toReview }: Proven): OwnVisit {
  return { ...visit, state: 'received', problem: null, toReview, receivedAt: receipt.receivedAt };
}

function problemVisit(visit: OwnVisit, state: 'held' | 'refused', problem: ProblemDetails): OwnVisit {
  return { ...visit, state: state === 'held' ? 'on-this-phone' : 'refused', problem };
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bring keys, services and one's own visits; visits received long ago leave the phone. */
async function pull(): Promise<void> {
  const askedMs = Date.now();
  const provisions = await ask<Provisions>('GET', '/api/sync/pull');
  if (!Array.isArray(provisions?.visits)) throw new Offline('an answer that is not provisions');
  learnServerTime(provisions.serverTime, askedMs, Date.now());
  const oldest = onTheWire(Date.parse(provisions.serverTime) - SHOWN_DAYS_MS);
  await strictly(['provisions', 'visits', 'outbox'], async (transaction) => {
    await transaction.objectStore('provisions').put(provisions, ONLY);
    const own = transaction.objectStore('visits');
    for (const visit of await own.getAll()) {
      if (visit.state === 'received' && (visit.receivedAt ?? visit.endedAt) < oldest) await own.delete(visit.id);
    }
    for (const summary of provisions.visits) {
      if (await transaction.objectStore('outbox').get(summary.id)) continue;
      await own.put({ ...summary, state: 'received', problem: null });
    }
  });
  pulledAt = Date.now();
  await announce();
}
