/**
 * Carries records to the server and brings back what is needed without network: one round at a time per phone, never
 * giving up. Only a verdict that can be read changes anything (`verdicts.ts`); any other answer leaves all as it was.
 */
import { Offline, Problem } from '../api/client';
import type { ProblemDetails, Verdict } from '../api/schema';
import { isSignedIn, sessionEnded, signInNeeded } from '../session';
import { followStore, leaveStore } from './changes';
import { toSend, visitOf } from './own-visit';
import { forgetCursor, pull } from './pull';
import { asSent, readReply, type Said, type SentRecord } from './receipts';
import { askToTake, hasNews, noteAnswer, readSender, type Sender } from './sending';
import { onTheWay, outboxCount, provisions, type SyncState, storeFailure, syncProblem, syncState } from './signals';
import { closeStore, type OutboxEntry, readOutbox } from './store';
import { lockState } from './vault';
import { keepVerdicts } from './verdicts';

const LARGEST_BATCH = 20;
const FIRST_WAIT_MS = 2_000;
/** Short enough that nobody waits for it: a phone in a dead zone often hears no `online` when it leaves. */
const LONGEST_WAIT_MS = 30_000;
const QUIET_WAIT_MS = 15 * 60_000;
/** Coming to the front does not fetch anew what was fetched just now. */
const FRESH_MS = 60_000;

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

/** Bring everything anew, as if nothing had been brought yet; what waits to be sent stays as it is. */
export async function bringAllAnew(): Promise<boolean> {
  if (personId !== null) await forgetCursor(personId);
  return bringNewest();
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
    const received = await pushAll(worker);
    const receivedUnread = (await readOutbox(worker)).unread.length > 0 && (await sealed(worker, 'unread'));
    if (lockState.peek() !== 'locked') {
      if (received || receivedUnread || Date.now() - pulledAt > FRESH_MS) await bring(worker);
    }
    if (personId !== worker) return;
    failures = outboxCount.peek() > 0 ? failures + 1 : 0;
    signInNeeded.value = false;
    syncProblem.value = null;
    syncState.value = 'idle';
  } catch (failure) {
    if (personId !== worker) return;
    failures += 1;
    syncState.value = isSignedIn(worker) ? stateAfter(failure) : 'offline';
    if (syncState.value === 'sign-in-needed') await sendWithoutSession(worker);
  } finally {
    onTheWay.value = new Set();
  }
  if (personId === worker) timer = setTimeout(sync, waitingTime());
}

/** A session that has ended stops reading, never sending: what waits goes out sealed, which asks for nobody's name. */
async function sendWithoutSession(worker: string): Promise<void> {
  try {
    await sealed(worker, 'all');
  } catch (failure) {
    // That she should sign in anew is still what she has to know.
    if (!(failure instanceof Offline || failure instanceof Problem)) reportError(failure);
  }
}

async function sealed(worker: string, which: 'all' | 'unread'): Promise<boolean> {
  const { sendSealed } = await import('./sending-sealed');
  return sendSealed(worker, which, () => insistOn(worker));
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
    const { sender, outbox } = await readSender(worker);
    const batch = toSend(outbox)
      .filter(({ id }) => !tried.has(id))
      .slice(0, LARGEST_BATCH);
    if (batch.length === 0 && !(tried.size === 0 && hasNews(sender))) return received;
    if (await pushBatch(sender, batch)) received = true;
    if (batch.length === 0) return received;
    for (const { id } of batch) tried.add(id);
  }
}

async function pushBatch(sender: Sender, batch: OutboxEntry[]): Promise<boolean> {
  const { worker } = sender;
  insistOn(worker);
  if (batch.length > 0) syncState.value = 'sending';
  onTheWay.value = new Set(batch.map(({ mutation }) => visitOf(mutation)));
  try {
    const answer = await askToTake(sender, batch);
    insistOn(worker);
    const sent = await asSent(batch);
    const said = await understood(sender, sent, answer.reply);
    await noteAnswer(sender, answer);
    return await keepVerdicts(worker, sent, said);
  } catch (failure) {
    if (!(failure instanceof Problem) || batch.length === 0 || !isAboutContents(failure)) throw failure;
    insistOn(worker);
    if (batch.length > 1) return sendInHalves(sender, batch);
    await markRefused(worker, batch, failure.details);
    return false;
  }
}

/** What the reply says; when it is signed by a key that has not come here yet, the keys are brought first. */
async function understood({ worker, device }: Sender, sent: SentRecord[], reply: unknown): Promise<Said> {
  const keys = () => provisions.peek()?.receiptKeys ?? [];
  const said = await readReply(reply, sent, device, keys());
  if (said !== 'unknown-key') return said;
  await bring(worker);
  const saidNow = await readReply(reply, sent, device, keys());
  if (saidNow === 'unknown-key') throw new Offline("receipts signed by a key that is not the county's");
  return saidNow;
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

async function markRefused(worker: string, batch: OutboxEntry[], problem: ProblemDetails): Promise<void> {
  const verdicts = batch.map(({ id }): Verdict => ({ id, verdict: 'refused', problem, receipt: null, toReview: [] }));
  await keepVerdicts(worker, await asSent(batch), { verdicts, signature: null });
}

async function bring(worker: string): Promise<void> {
  await pull(worker, () => insistOn(worker));
  if (personId === worker) pulledAt = Date.now();
  // The server's sealing key may have come just now.
  const { sealWhatLacks } = await import('./upkeep');
  await sealWhatLacks(worker);
}
