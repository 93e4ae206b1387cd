/**
 * When the phone sends and asks: at start, on each save, when the network or the page comes back, and by a timer that
 * never gives up; one round at a time per phone. What a round does is in `round.ts`, fetched when the first one begins.
 */
import { Offline, Problem } from '../api/client';
import { isSignedIn, sessionEnded, signInNeeded } from '../session';
import { followStore, leaveStore } from './changes';
import type { Whose } from './pull';
import { employer } from './seal';
import { onTheWay, outboxCount, phoneStanding, type SyncState, storeFailure, syncProblem, syncState } from './signals';
import { closeStore } from './store';
import { inTurn } from './turns';
import { lockState, PhoneLocked } from './vault';

const FIRST_WAIT_MS = 2_000;
/** Short enough that nobody waits for it: a phone in a dead zone often hears no `online` when it leaves. */
const LONGEST_WAIT_MS = 30_000;
const QUIET_WAIT_MS = 15 * 60_000;
/** Coming to the front does not fetch anew what was fetched just now. */
const FRESH_MS = 60_000;
/** How long a round waits for its turn: as long as one request of another tab may take. */
const LONGEST_TURN_MS = 15_000;

let personId: string | null = null;
/** The one of her employers whose visits are brought. */
let broughtFor: string | null = null;
/** Her first round has its moment; what wakes the phone before that wakes it for nothing. */
let isUnderWay = false;
let round: Promise<void> | null = null;
let again = false;
let failures = 0;
let pulledAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Follow this worker's outbox from now on, and again when she has signed in anew; null when no worker is signed in.
 * What the first screen does not need waits until `untilDrawn`.
 */
export async function syncFor(worker: string | null, untilDrawn = async () => {}): Promise<void> {
  if (worker === personId) {
    if (worker === null) return;
    if (employer() !== broughtFor) pulledAt = 0;
    wakeUp();
    return;
  }
  personId = worker;
  broughtFor = null;
  isUnderWay = false;
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
    await followStore(worker, untilDrawn);
  } catch (failure) {
    if (personId !== worker) return;
    // Nobody is followed, so that the next attempt begins from the beginning.
    personId = null;
    stopListening();
    leaveStore();
    throw failure;
  }
  await untilDrawn();
  if (personId !== worker) return;
  isUnderWay = true;
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
  if (!isUnderWay || document.visibilityState === 'hidden') return;
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
  if (personId !== null) await (await import('./round')).forgetCursor(personId);
  return bringNewest();
}

async function rounds(): Promise<void> {
  do {
    again = false;
    await oneAtATime(oneRound);
  } while (again);
}

/** Two tabs of one phone take turns; where turns do not hold, the server's absorbing of repeats does. */
async function oneAtATime(work: () => Promise<void>): Promise<void> {
  await inTurn(`kotiseteli-sync-${personId}`, LONGEST_TURN_MS, work);
}

async function oneRound(): Promise<void> {
  const worker = personId;
  if (worker === null) return;
  clearTimeout(timer);
  try {
    insistOn(worker);
    const { carryForOthers, sendAll, pull } = await import('./round');
    await carryForOthers(worker);
    const whomFor = employer();
    const whose = { worker, insist: () => insistOn(worker, whomFor) };
    if (await sendAll(whose)) pulledAt = 0;
    // What comes is for reading: a locked phone asks only whether it is still hers, and goes on sending.
    if (lockState.peek() === 'locked') await withoutSession(() => askAboutPhone(whose));
    else if (!isFresh() || phoneStanding.peek()) {
      await pull(whose);
      if (personId !== worker) return;
      pulledAt = Date.now();
      broughtFor = whomFor;
      if (phoneStanding.peek()) (await import('./lost-phone')).isInUseAgain(worker);
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
    if (syncState.value === 'sign-in-needed' || isOfLostPhone(failure)) await sendWithoutSession(worker);
  } finally {
    onTheWay.value = new Set();
  }
  if (personId === worker) timer = setTimeout(sync, waitingTime());
}

function isOfLostPhone(failure: unknown): boolean {
  return failure instanceof Problem && failure.slug === 'phone-lost';
}

/** By a clock that may be set either way meanwhile. */
function isFresh(): boolean {
  return Math.abs(Date.now() - pulledAt) <= FRESH_MS;
}

/** A session that has ended stops reading, never sending: what waits goes out sealed, which asks for nobody's name. */
async function sendWithoutSession(worker: string): Promise<void> {
  await withoutSession(async () => {
    const { sendSealed } = await import('./sending-sealed');
    const whose = { worker, insist: () => insistOn(worker) };
    const received = await sendSealed(whose, 'all');
    if (received && personId === worker) pulledAt = 0;
    await askAboutPhone(whose);
  });
}

async function askAboutPhone(whose: Whose): Promise<void> {
  await (await import('./lost-phone')).askAboutPhone(whose);
}

async function withoutSession(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (failure) {
    // That she should sign in anew is still what she has to know.
    if (!(failure instanceof Offline || failure instanceof Problem)) reportError(failure);
  }
}

/** What an answer brings belongs to the worker it was asked for; someone else may hold the phone by the time it comes. */
function insistOn(worker: string, whomFor = employer()): void {
  if (personId !== worker || !isSignedIn(worker)) throw new Offline('another person is signed in in this browser');
  if (employer() !== whomFor) throw new Offline('she has gone over to another employer');
}

function stateAfter(failure: unknown): SyncState {
  syncProblem.value = failure instanceof Problem && failure.status !== 401 ? failure.details : null;
  if (failure instanceof Problem && failure.status === 401) {
    sessionEnded();
    return 'sign-in-needed';
  }
  // A server that is broken or asked too often answers by itself later; what it refuses, someone has to put right.
  const isPassing = failure instanceof Problem && (failure.status >= 500 || failure.status === 429);
  if (failure instanceof Problem && !isPassing) return 'refused';
  // A defect of ours is told to the console, and tried again like any other failure: the queue never stops.
  // One that was locked in the middle of a round sends sealed in the next.
  const isExpected = [Offline, Problem, PhoneLocked].some((kind) => failure instanceof kind);
  if (!isExpected) reportError(failure);
  return 'offline';
}

/** Longer after each failure, spread by chance so that a ward's phones do not come back all at once. */
function waitingTime(): number {
  const wait = failures === 0 ? QUIET_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  return wait * (0.5 + Math.random());
}
