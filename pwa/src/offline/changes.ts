/**
 * Keeps the screens, the other tabs and the marker outside the store in step with what the store holds. The marker
 * counts unsent visits in another place of the browser: if the store is ever lost, she is told how many went with it.
 */
import { batch, effect, untracked } from '@preact/signals';
import { madeAt, ownVisits, toSend, visitOf } from './own-visit';
import {
  keptVisits,
  lostVisits,
  oldestWaiting,
  ongoing,
  outboxCount,
  phoneStanding,
  provisions,
  storageIsKept,
  storeIsRead,
  unreadEntries,
} from './signals';
import { remember } from './small-memory';
import { type OngoingVisit, type OutboxEntry, openStore, readAll, type UnreadEntry } from './store';
import { lockHere, lockState, PhoneLocked, PIN_FORGOTTEN } from './vault';

const UNSENT = 'kotiseteli.unsent.';
/** Before the person's id: what the server has told of this phone (`lost-phone.ts`). */
export const STANDING = 'kotiseteli.standing.';
const LOST = 'kotiseteli.lost.';
const LOST_KNOWN = 'kotiseteli.lost-known.';
const KEPT = 'kotiseteli.storage-kept';

let personId = '';
let otherTabs: BroadcastChannel | null = null;

/** Open this person's store, notice a loss, and follow what other tabs of hers write; `untilDrawn` waits for her screen. */
export async function followStore(person: string, untilDrawn = async () => {}): Promise<void> {
  personId = person;
  await openStore(person, () => noteLoss(person));
  if (personId !== person) return;
  const answer = localStorage.getItem(KEPT);
  storageIsKept.value = answer === null ? null : answer === 'yes';
  phoneStanding.value = localStorage.getItem(STANDING + person) as typeof phoneStanding.value;
  otherTabs?.close();
  otherTabs = new BroadcastChannel(`kotiseteli-${person}`);
  otherTabs.onmessage = ({ data }) => {
    if (data === 'lock') lockHere();
    void showAnew();
  };
  if (localStorage.getItem(PIN_FORGOTTEN + person)) await (await import('./locks')).beginAnew(person);
  await refresh();
  void untilDrawn().then(() => putRight(person));
}

/** Once the first screen stands, what writes is fetched, and what an earlier build left or could not seal is put right. */
async function putRight(person: string): Promise<void> {
  try {
    const [{ boxWhatLiesInClear, sealWhatLacks }] = await Promise.all([import('./upkeep'), import('./writing')]);
    await boxWhatLiesInClear(person);
    await sealWhatLacks(person);
  } catch (failure) {
    if (person === personId && !(failure instanceof PhoneLocked)) reportError(failure);
  }
}

/** Forget what the screens showed; the store itself stays as it is. */
export function leaveStore(): void {
  personId = '';
  otherTabs?.close();
  otherTabs = null;
  batch(() => {
    storeIsRead.value = false;
    showNothing();
    outboxCount.value = 0;
    oldestWaiting.value = null;
    lostVisits.value = 0;
    phoneStanding.value = null;
  });
}

function showNothing(): void {
  batch(() => {
    keptVisits.value = [];
    ongoing.value = null;
    provisions.value = null;
  });
}

/** The store has changed: show it, count it, tell the other tabs. What fails here takes nothing back of what is stored. */
export async function announce(): Promise<void> {
  try {
    otherTabs?.postMessage('changed');
  } catch (failure) {
    reportError(failure);
  }
  await showAnew();
}

async function showAnew(): Promise<void> {
  try {
    await refresh();
  } catch (failure) {
    reportError(failure);
  }
}

/** How many writes of the visit going on are under way, and a count of their beginnings and ends. */
let writing = 0;
let edition = 0;

/** Show the visit going on as it is being written; no earlier reading of the store takes its place meanwhile. */
export async function showWhile(shown: OngoingVisit, write: () => Promise<void>): Promise<void> {
  ongoing.value = shown;
  writing += 1;
  edition += 1;
  try {
    await write();
  } finally {
    writing -= 1;
    edition += 1;
  }
  await announce();
}

/** How many readings of the store have begun, and which of them is shown: one that ends late shows nothing older. */
let readings = 0;
let shownReading = 0;

async function refresh(): Promise<void> {
  const reader = personId;
  const readFrom = edition;
  if (reader === '') return;
  readings += 1;
  const reading = readings;
  const read = await readAll(reader);
  if (reader !== personId || reading < shownReading) return;
  // Locked while it was being read: the lock has begun a reading of its own.
  if (read.hadKey && lockState.peek() === 'locked') return;
  shownReading = reading;
  batch(() => {
    keptVisits.value = ownVisits(read.visits, read.outbox).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    if (writing === 0 && readFrom === edition) ongoing.value = read.ongoing;
    provisions.value = read.provisions;
    unreadEntries.value = read.unread;
    const waiting = toSend(read.outbox);
    const waitingUnread = read.unread.filter(({ state }) => state !== 'refused');
    outboxCount.value = countVisits(waiting, waitingUnread);
    const made = [...waiting, ...waitingUnread].map(({ id }) => madeAt(id));
    oldestWaiting.value = made.length > 0 ? Math.min(...made) : null;
    storeIsRead.value = true;
  });
  lostVisits.value = counted(LOST + reader) - counted(LOST_KNOWN + reader);
  remember(UNSENT + reader, String(countVisits(read.outbox, read.unread)));
}

/** How many visits the records are about: one recorded and then corrected is one. */
function countVisits(outbox: OutboxEntry[], unread: UnreadEntry[]): number {
  return new Set([...outbox.map(({ mutation }) => visitOf(mutation)), ...unread.map(({ visit }) => visit)]).size;
}

function noteLoss(person: string): void {
  const unsent = counted(UNSENT + person);
  if (unsent === 0) return;
  localStorage.setItem(LOST + person, String(unsent + counted(LOST + person) - counted(LOST_KNOWN + person)));
  localStorage.removeItem(LOST_KNOWN + person);
}

function counted(name: string): number {
  return Number(localStorage.getItem(name) ?? 0);
}

/** How many visits this phone has lost, for the office to be told: that she has read of it makes no difference. */
export function lossToTell(): number {
  return counted(LOST + personId);
}

/** She has read that visits were lost. */
export function lossIsKnown(): void {
  localStorage.setItem(LOST_KNOWN + personId, String(counted(LOST + personId)));
  lostVisits.value = 0;
}

/** Ask the browser once to keep the store when it runs short of space; the answer is shown in the settings. */
export async function askToBeKept(): Promise<void> {
  if (!navigator.storage?.persist || storageIsKept.peek()) return;
  storageIsKept.value = await navigator.storage.persist();
  localStorage.setItem(KEPT, storageIsKept.value ? 'yes' : 'no');
}

/** A phone that is being locked shows nothing of what it held, at once; what waits is counted anew, unread. */
effect(() => {
  if (lockState.value !== 'locked' || personId === '') return;
  untracked(showNothing);
  void untracked(showAnew);
});
