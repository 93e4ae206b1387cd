/**
 * Photos of a visit (a receipt from the shop): kept on the phone with the visit, and sent after it and apart from it.
 * Nothing that happens to a photo touches a visit or holds one up. The server alone knows how much of a photo it has,
 * so that each attempt begins by asking, and a cut line costs one part.
 */
import { effect, signal, untracked } from '@preact/signals';
import { ask, Offline, Problem } from '../api/client';
import type { AddPhoto, PhotoProgress } from '../api/schema';
import { isSignedIn, session } from '../session';
import { announce } from './changes';
import { now, onTheWire } from './clock';
import type { Writing } from './in-hand';
import { newId } from './outbox';
import { keptVisits, outboxCount, storeIsRead } from './signals';
import { type KeptPhoto, strictly } from './store';
import { inTurn } from './turns';
import { lockState, PhoneLocked } from './vault';

/** As the server has them (backend/attachments/rules.py). */
export const MOST_BYTES = 2_000_000;
export const MOST_PHOTOS = 5;
/** What a cut line costs; the server would take four times as much. */
const PART_BYTES = 64 * 1024;
/** One part over the slowest line that still carries anything. */
const PART_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Parts that the server wants from elsewhere: more often than this in one photo, something is amiss. */
const MOST_DETOURS = 10;
/** Of these the phone itself gets over, later. */
const PASSING = new Set([
  'visit-not-received',
  'photo-damaged',
  'attachment-out-of-step',
  'too-many-requests',
  'not-from-here',
]);

/** Her photos that are on this phone, received ones as long as their visits, in the order they were taken. */
export const photos = signal<KeptPhoto[]>([]);
/** The photo that is on its way now, and how much of it has gone. */
export const photoOnTheWay = signal<{ id: string; sent: number } | null>(null);

let personId: string | null = null;
let leave: () => void = () => undefined;
let round: Promise<void> | null = null;
let again = false;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

// Whoever is here: nothing else has to know of photos for them to be sent.
effect(() => {
  const worker = session.value?.role === 'worker' ? session.value.person.id : null;
  untracked(() => photosFor(worker));
});

/** Show and send the photos of this worker from now on; of nobody with null. */
export function photosFor(worker: string | null): void {
  if (worker === personId) return;
  leave();
  clearTimeout(timer);
  personId = worker;
  failures = 0;
  photos.value = [];
  if (worker === null) return;
  // Whenever the store has changed, here or in another tab, and when the last record has gone.
  const unfollow = effect(() => {
    void keptVisits.value;
    if (lockState.value === 'locked') photos.value = [];
    else if (storeIsRead.value) void showAnew(worker, outboxCount.value === 0);
  });
  const wakeUp = (): void => {
    failures = 0;
    void sendPhotos();
  };
  addEventListener('online', wakeUp);
  leave = () => {
    unfollow();
    removeEventListener('online', wakeUp);
  };
}

/** Keep a photo of a visit on this phone, on the disk when this resolves; it is sent when it can be. */
export async function keepPhoto(visit: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const atMs = now();
  const photo: KeptPhoto = {
    id: newId(atMs),
    visit,
    state: 'waiting',
    received: 0,
    doneAt: onTheWire(atMs),
    sha256,
    bytes,
  };
  await changing(async (shelf) => void (await shelf.put(photo)));
  return photo.id;
}

/** Take a photo off this phone, and what the server has of it; one that it has wholly stays there, and is shown. */
export async function givePhotoUp(id: string): Promise<void> {
  await changing(async (shelf) => {
    const photo = await shelf.get(id);
    if (photo) await shelf.put({ ...photo, state: 'given-up', bytes: new Uint8Array() });
  });
}

type Photos = ReturnType<typeof shelfOf>;

function shelfOf(transaction: Writing) {
  return transaction.objectStore('photos');
}

async function changing(work: (shelf: Photos) => Promise<void>) {
  await strictly(['photos'], (transaction) => work(shelfOf(transaction)), personId ?? undefined);
  await announce();
}

async function showAnew(worker: string, mayGo: boolean): Promise<void> {
  // A locked phone reads no photos; they go on when it is unlocked.
  if (lockState.peek() === 'locked') return;
  try {
    const kept = await strictly(['photos'], (transaction) => shelfOf(transaction).getAll(), worker);
    if (worker !== personId || lockState.peek() === 'locked') return;
    photos.value = kept.sort((one, other) => (one.id < other.id ? -1 : 1));
    if (mayGo && kept.some(isToSend)) void sendPhotos();
  } catch (failure) {
    // She has just left, and her store with her; or what cannot be read now is read at the next change.
    if (worker === personId && storeIsRead.peek() && !(failure instanceof PhoneLocked)) reportError(failure);
  }
}

function isToSend({ state }: KeptPhoto): boolean {
  return state === 'waiting' || state === 'given-up';
}

/** Send what waits, now or right after what is being sent. */
export function sendPhotos(): Promise<void> {
  again = true;
  round ??= rounds().finally(() => {
    round = null;
  });
  return round;
}

async function rounds(): Promise<void> {
  while (again) {
    again = false;
    await oneRound();
  }
}

async function oneRound(): Promise<void> {
  const worker = personId;
  clearTimeout(timer);
  if (worker === null || outboxCount.peek() > 0 || lockState.peek() === 'locked' || !isSignedIn(worker)) return;
  try {
    const work = () => sendAll(worker);
    await inTurn(`kotiseteli-photos-${worker}`, PART_WAIT_MS, work);
    failures = 0;
  } catch (failure) {
    failures += 1;
    if (![Offline, Problem, PhoneLocked].some((known) => failure instanceof known)) reportError(failure);
  } finally {
    photoOnTheWay.value = null;
  }
  if (worker === personId && failures > 0) timer = setTimeout(sendPhotos, waitingTime());
}

/** Longer after each failure, spread by chance. */
function waitingTime(): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS) * (0.5 + Math.random());
}

/** Each once, the oldest first; one that cannot go lets the others by, and then the round has failed. */
async function sendAll(worker: string): Promise<void> {
  const waiting = (await strictly(['photos'], (transaction) => shelfOf(transaction).getAll(), worker)).filter(isToSend);
  let passing: unknown = null;
  const withoutVisit = new Set<string>();
  for (const photo of waiting) {
    if (worker !== personId) return;
    try {
      if (photo.state === 'given-up') await tellGivenUp(photo);
      else await sendOne(photo);
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.status === 401 || failure.status >= 500) throw failure;
      if (failure.slug === 'visit-not-received') withoutVisit.add(photo.id);
      if (PASSING.has(failure.slug)) passing = failure;
      else await settle(photo.id, { state: 'refused', problem: failure.details });
    }
  }
  await forgetOld(withoutVisit);
  if (passing) throw passing;
}

async function sendOne({ id, visit, bytes, sha256, doneAt }: KeptPhoto): Promise<void> {
  photoOnTheWay.value = { id, sent: 0 };
  const told: AddPhoto = { id, visit, bytes: bytes.length, sha256, doneAt };
  let received = placeIn(await ask<PhotoProgress>('POST', '/api/attachments', told));
  for (let detours = 0; received < bytes.length; ) {
    photoOnTheWay.value = { id, sent: received };
    const isWanted = photos.peek().some((photo) => photo.id === id && photo.state === 'waiting');
    if (!isWanted) return;
    const part = bytes.subarray(received, received + PART_BYTES);
    try {
      const path = `/api/attachments/${id}?from=${received}`;
      received = placeIn(await ask<PhotoProgress>('PATCH', path, part, { waitMs: PART_WAIT_MS }));
    } catch (failure) {
      if (!(failure instanceof Problem)) throw failure;
      // The server has forgotten it after a long while: the next round announces it anew.
      if (failure.status === 404) throw new Offline('the photo is not known any more', { cause: failure });
      detours += 1;
      if (failure.slug !== 'attachment-out-of-step' || detours > MOST_DETOURS) throw failure;
      received = placeIn(failure.extensions);
    }
  }
  await settle(id, { state: 'received', received, bytes: new Uint8Array(), problem: null });
}

function placeIn(progress: Partial<PhotoProgress> | Record<string, unknown> | undefined): number {
  const received = progress?.received;
  if (!Number.isSafeInteger(received)) throw new Offline('an answer that is no progress');
  return received as number;
}

async function tellGivenUp({ id }: KeptPhoto): Promise<void> {
  try {
    await ask('DELETE', `/api/attachments/${id}`);
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.slug !== 'photo-received') throw failure;
    await settle(id, { state: 'received', problem: failure.details }, 'given-up');
    return;
  }
  await changing((shelf) => shelf.delete(id));
}

/** Note what became of a photo; one that she has given up meanwhile stays given up, and the server hears of it. */
async function settle(id: string, told: Partial<KeptPhoto>, from: KeptPhoto['state'] = 'waiting'): Promise<void> {
  await changing(async (shelf) => {
    const photo = await shelf.get(id);
    if (photo?.state === from) await shelf.put({ ...photo, ...told });
  });
}

/**
 * What has been received is shown as long as its visit; what belongs to a discarded visit, which the server does not
 * know either, goes with it. A visit may also be gone from here because it is out of sight: its photo goes on waiting.
 */
async function forgetOld(withoutVisit: Set<string>): Promise<void> {
  const old = photos.peek().filter(({ visit }) => !keptVisits.peek().some(({ id }) => id === visit));
  if (old.length === 0) return;
  const forget = async (transaction: Writing): Promise<boolean> => {
    let isAny = false;
    for (const { id, visit, state } of old) {
      const isKnown = await transaction.objectStore('visits').get(visit);
      const wasReceived = await transaction.objectStore('receipts').get(visit);
      const isDiscarded = !wasReceived && (state !== 'waiting' || withoutVisit.has(id));
      if (isKnown || !(state === 'received' || isDiscarded)) continue;
      await shelfOf(transaction).delete(id);
      isAny = true;
    }
    return isAny;
  };
  // Where nothing was forgotten nothing is to be shown anew: that would begin the next round at once.
  if (await strictly(['photos', 'visits', 'receipts'], forget, personId ?? undefined)) await announce();
}
