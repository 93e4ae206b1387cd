/**
 * The lock on what this phone holds: rows are encrypted with a data key, and a PIN or a passkey wraps that key. The
 * outbox outlives every lock, since each of its rows is also sealed to the server. Here is the key in hand; what sets,
 * changes and opens locks is in `locks.ts`, fetched when it is needed.
 */
import { signal } from '@preact/signals';
import { session } from '../session';
import { type DataKey, forgetOpened } from './boxes';

/** `open`: no lock has been set; `locked`: nothing can be read until it is unlocked; `unlocked`: it is in use. */
export type LockState = 'open' | 'locked' | 'unlocked';

export const lockState = signal<LockState>('open');

/** What became of an attempt to unlock; the next one is taken only after `waitMs`. */
export type Unlocking = { outcome: 'ok' } | { outcome: 'wrong' | 'too-soon'; waitMs: number };

/** Why this phone cannot be locked: its browser cannot encrypt, or the server's sealing key has not come. */
export type CannotLock = 'no-encryption' | 'no-sealing-key';

/** The data key, wrapped. */
export interface Wrapped {
  iv: Uint8Array<ArrayBuffer>;
  wrapped: ArrayBuffer;
}

export interface PinLock extends Wrapped {
  salt: Uint8Array<ArrayBuffer>;
  memoryKiB: number;
  passes: number;
}

export interface PasskeyLock extends Wrapped {
  salt: Uint8Array<ArrayBuffer>;
  credentialId: ArrayBuffer;
}

/** What the store keeps of the data key: the key itself while no lock is set, and then only what a lock opens. */
export type KeptKey =
  | { kind: 'open'; id: string; key: CryptoKey }
  | { kind: 'locked'; id: string; pin: PinLock; passkey: PasskeyLock | null };

/** Nothing can be read or changed before the phone has been unlocked; a visit can be taken in (`record-sealed.ts`). */
export class PhoneLocked extends Error {}

/** How long a tab may be out of sight before it locks itself; another that she works in stays as it is. */
export const LOCKS_ITSELF_AFTER_MS = 15 * 60_000;

/** Keys that have been unlocked, by their ids: two while a lock is being changed. */
const inHand = new Map<string, CryptoKey>();

/** The data key by what the store keeps of it now; null when it is locked, or when this browser cannot encrypt. */
export function dataKey(kept: KeptKey | undefined): DataKey | null {
  if (kept?.kind !== 'locked') {
    lockState.value = 'open';
    return kept ?? null;
  }
  const key = inHand.get(kept.id);
  // Another tab may have changed the lock: what this one holds is then of no use.
  if (!key) forgetKeys();
  lockState.value = key ? 'unlocked' : 'locked';
  return key ? { id: kept.id, key } : null;
}

/** A lock has been opened, or is being set. */
export function takeKey({ id, key }: DataKey): void {
  inHand.set(id, key);
}

/** Another person's store is opened, or this phone is being locked. */
export function forgetKeys(): void {
  inHand.clear();
  forgetOpened();
}

/** Lock now, in every tab of hers. */
export function lock(): void {
  if (lockState.peek() !== 'unlocked') return;
  lockHere();
  const otherTabs = new BroadcastChannel(`kotiseteli-${session.peek()?.person.id}`);
  otherTabs.postMessage('lock');
  otherTabs.close();
}

/** Lock this tab. */
export function lockHere(): void {
  if (lockState.peek() !== 'unlocked') return;
  forgetKeys();
  lockState.value = 'locked';
}

/** Before the person's id, in the small memory: she has forgotten her PIN, and will sign in anew. */
export const PIN_FORGOTTEN = 'kotiseteli.pin-forgotten.';

/** The longest that a wrong PIN makes wait. */
export const LONGEST_PIN_WAIT_MS = 15 * 60_000;

let hiddenAt: number | null = null;
let lockingItself: ReturnType<typeof setTimeout> | undefined;
document.addEventListener('visibilitychange', () => {
  clearTimeout(lockingItself);
  // A phone asleep lets no time run for a page: it is looked at again on the return.
  if (hiddenAt !== null && Math.abs(Date.now() - hiddenAt) >= LOCKS_ITSELF_AFTER_MS) lockHere();
  hiddenAt = document.visibilityState === 'hidden' ? Date.now() : null;
  if (hiddenAt !== null) lockingItself = setTimeout(lockHere, LOCKS_ITSELF_AFTER_MS);
});

const locks = () => import('./locks');

/** Null when a lock may be set: a locked phone must be able to take a visit in. */
export async function cannotLock(): Promise<CannotLock | null> {
  return (await locks()).cannotLock();
}

/** Set the PIN, or change it; a passkey set before goes with the old one. */
export async function setPin(pin: string): Promise<void> {
  await (await locks()).setPin(pin);
}

/** How long until a PIN may be tried, in milliseconds; it grows with each wrong one. */
export async function pinWaitMs(): Promise<number> {
  return (await locks()).pinWaitMs();
}

export async function unlockWithPin(pin: string): Promise<Unlocking> {
  return (await locks()).unlockWithPin(pin);
}

/** Whether a passkey of this device may be able to give a key (WebAuthn PRF), as far as the browser tells beforehand. */
export async function passkeysWork(): Promise<boolean> {
  return (await locks()).passkeysWork();
}

/** Add this device's passkey beside the PIN; false when it gave no key, or she let it be. */
export async function addPasskey(): Promise<boolean> {
  return (await locks()).addPasskey();
}

/** Whether the lock has a passkey beside its PIN. */
export async function hasPasskey(): Promise<boolean> {
  return (await locks()).hasPasskey();
}

/** False when she let it be, or the passkey is not that of this lock. */
export async function unlockWithPasskey(): Promise<boolean> {
  return (await locks()).unlockWithPasskey();
}

/** Take the lock away; only from a phone that is unlocked. */
export async function removeLock(): Promise<void> {
  await (await locks()).removeLock();
}

/**
 * She has forgotten her PIN: she is signed out, and when she has signed in anew what could be read here is dropped and
 * fetched anew. What waits in the outbox stays, and is sent sealed. Without an answer from the server nothing is done.
 */
export async function forgetPin(): Promise<void> {
  await (await locks()).forgetPin();
}
