/**
 * Setting, changing and opening locks. Each new lock makes a new data key and leaves every readable row under it in one
 * strict transaction: what an earlier PIN opened opens nothing any more, and a kill between two steps leaves the phone
 * as it was before or as it is after. A wrong PIN makes her wait, and never takes anything away.
 */
import { effect } from '@preact/signals';
import { ask, Problem } from '../api/client';
import type { Mutation } from '../api/schema';
import { session, signOut } from '../session';
import type { DataKey } from './boxes';
import { announce } from './changes';
import { whose } from './connection';
import { askPasskey, type Given, makePasskey } from './passkeys';
import { sealRecord, warmUp } from './seal';
import type { Shelf } from './shelves';
import { remember } from './small-memory';
import { keptKey, ONLY, readOutbox } from './store';
import { sync } from './sync';
import { sealWhatLacks } from './upkeep';
import {
  type CannotLock,
  dataKey,
  forgetKeys,
  type KeptKey,
  LONGEST_PIN_WAIT_MS,
  lockState,
  type PasskeyLock,
  PhoneLocked,
  PIN_FORGOTTEN,
  type PinLock,
  takeKey,
  type Unlocking,
  type Wrapped,
} from './vault';
import { strictlyUnread, withKey } from './writing';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB of memory, two passes, one lane. */
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
/** Three slips of the finger are free; then it grows. A copy of the phone's memory is held back by none of it. */
const WAITS_MS = [0, 0, 0, 30_000, 60_000, 5 * 60_000, LONGEST_PIN_WAIT_MS];
const TRIES = 'kotiseteli.pin-tries.';
const READABLE: Shelf[] = ['device', 'outbox', 'visits', 'ongoing', 'provisions', 'photos'];

/** What opened the lock here: with it the data key can be wrapped anew for another way in. */
let openedBy: { id: string; wrapping: CryptoKey; lock: Wrapped } | null = null;
effect(() => {
  if (lockState.value !== 'unlocked') openedBy = null;
});

export async function cannotLock(): Promise<CannotLock | null> {
  if (!(await keptKey())) return 'no-encryption';
  const device = await readOutbox();
  if (!device.sealingKey) return 'no-sealing-key';
  await warmUp();
  const nothing = { id: '', number: 0, name: 'withdraw_visit', doneAt: '', arguments: {} } as unknown as Mutation;
  return (await sealRecord(nothing, '', { ...device, token: '-' })).sealed ? null : 'no-encryption';
}

export async function setPin(pin: string): Promise<void> {
  const reason = await cannotLock();
  if (reason) throw new Error(`a lock cannot be set: ${reason}`);
  // What waits must be able to leave even if this PIN is forgotten.
  await sealWhatLacks();
  if ((await readOutbox()).outbox.some(({ sealed }) => !sealed)) throw new Error('what waits could not be sealed');
  const id = crypto.randomUUID();
  const raw = chance(32);
  const key = await importDataKey(id, raw);
  const salt = chance(16);
  const wrapping = await pinKey(pin, { salt, memoryKiB: MEMORY_KIB, passes: PASSES });
  const wrapped = await wrap(raw, wrapping, id);
  raw.fill(0);
  const lock: PinLock = { ...wrapped, salt, memoryKiB: MEMORY_KIB, passes: PASSES };
  await relock({ kind: 'locked', id, pin: lock, passkey: null }, key);
  openedBy = { id, wrapping, lock };
  triesAreForgotten();
}

export async function removeLock(): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const id = crypto.randomUUID();
  await relock({ kind: 'open', id, key }, { id, key });
  forgetKeys();
  openedBy = null;
}

/** Leave every row that can be read under this key. */
async function relock(kept: KeptKey, key: DataKey): Promise<void> {
  // Held beside the old one until it holds in the store: no reading in between finds the phone locked.
  takeKey(key);
  await withKey(
    READABLE,
    async (transaction) => {
      for (const shelf of ['outbox', 'visits', 'photos'] as const) {
        for (const row of await transaction.objectStore(shelf).getAll()) {
          await transaction.objectStore(shelf).put(row as never);
        }
      }
      for (const shelf of ['ongoing', 'provisions'] as const) {
        const row = await transaction.objectStore(shelf).get(ONLY);
        if (row) await transaction.objectStore(shelf).put(row as never, ONLY);
      }
    },
    { kept, key },
  );
  await announce();
}

export async function unlockWithPin(pin: string): Promise<Unlocking> {
  const person = whose();
  const { wrong, waitMs } = tries();
  if (waitMs > 0) return { outcome: 'too-soon', waitMs };
  const kept = await lockedKey();
  // Counted before it is tried: closing the app in the middle of it wins no free attempt.
  const nextMs = waitAfter(wrong);
  remember(TRIES + person, JSON.stringify({ wrong: wrong + 1, until: Date.now() + nextMs }));
  if (!(await open(person, kept, await pinKey(pin, kept.pin), kept.pin))) return { outcome: 'wrong', waitMs: nextMs };
  triesAreForgotten();
  await showUnlocked();
  return { outcome: 'ok' };
}

export async function hasPasskey(): Promise<boolean> {
  const kept = await keptKey();
  return kept?.kind === 'locked' && kept.passkey !== null;
}

/** Whether this device may have a passkey that gives a key; only asking it tells for certain. */
export async function passkeysWork(): Promise<boolean> {
  if (!globalThis.PublicKeyCredential) return false;
  const told = await PublicKeyCredential.getClientCapabilities?.();
  if (told) return Boolean(told['extension:prf'] && told.userVerifyingPlatformAuthenticator);
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
}

export async function addPasskey(): Promise<boolean> {
  const kept = await lockedKey();
  if (openedBy?.id !== kept.id) throw new PhoneLocked();
  const salt = chance(32);
  const given = await makePasskey(salt);
  if (!given) return false;
  const { wrapping, lock } = openedBy;
  const raw = await unwrap(lock, wrapping, kept.id);
  if (!raw) throw new PhoneLocked();
  const wrapped = await wrap(raw, await passkeyKey(given), kept.id);
  raw.fill(0);
  const passkey: PasskeyLock = { ...wrapped, salt, credentialId: given.credentialId };
  let isStill = false;
  await strictlyUnread([], async (transaction) => {
    const vault = transaction.objectStore('vault');
    const now = (await vault.get(ONLY)) as KeptKey | undefined;
    // Another tab may have changed the lock while she was asked.
    isStill = now?.kind === 'locked' && now.id === kept.id;
    if (isStill) await vault.put({ ...now, passkey } as KeptKey, ONLY);
  });
  return isStill;
}

export async function unlockWithPasskey(): Promise<boolean> {
  const person = whose();
  const kept = await lockedKey();
  if (!kept.passkey) return false;
  const given = await askPasskey(kept.passkey.credentialId, kept.passkey.salt);
  if (!given || !(await open(person, kept, await passkeyKey(given), kept.passkey))) return false;
  triesAreForgotten();
  await showUnlocked();
  return true;
}

async function showUnlocked(): Promise<void> {
  await announce();
  void sync();
}

/** Take the data key in hand if this opens the lock, and it is still her phone. */
async function open(person: string, kept: KeptKey, wrapping: CryptoKey, lock: Wrapped): Promise<boolean> {
  const raw = await unwrap(lock, wrapping, kept.id);
  if (!raw) return false;
  const key = await importDataKey(kept.id, raw);
  raw.fill(0);
  if (whose() !== person) return false;
  takeKey(key);
  openedBy = { id: kept.id, wrapping, lock };
  dataKey(kept);
  return true;
}

async function lockedKey(): Promise<KeptKey & { kind: 'locked' }> {
  const kept = await keptKey();
  if (kept?.kind !== 'locked') throw new Error('no lock has been set');
  return kept;
}

/** How long until a PIN may be tried. */
export function pinWaitMs(): number {
  return tries().waitMs;
}

function tries(): { wrong: number; waitMs: number } {
  const kept = JSON.parse(localStorage.getItem(TRIES + whose()) ?? '{}') as { wrong?: number; until?: number };
  const wrong = kept.wrong ?? 0;
  const waitMs = Math.max(0, (kept.until ?? 0) - Date.now());
  const longestMs = waitAfter(wrong - 1);
  if (waitMs <= longestMs) return { wrong, waitMs };
  // The clock has been set back: she waits as long as she was told, from now on.
  remember(TRIES + whose(), JSON.stringify({ wrong, until: Date.now() + longestMs }));
  return { wrong, waitMs: longestMs };
}

/** How long to wait after a wrong PIN, when so many were wrong before it. */
function waitAfter(wrong: number): number {
  return WAITS_MS[Math.min(Math.max(0, wrong), WAITS_MS.length - 1)] ?? 0;
}

function triesAreForgotten(): void {
  localStorage.removeItem(TRIES + whose());
}

export async function forgetPin(): Promise<void> {
  const person = session.peek()?.person.id;
  try {
    await ask('DELETE', '/api/session');
  } catch (failure) {
    if (!(failure instanceof Problem && failure.status === 401)) throw failure;
  }
  localStorage.setItem(PIN_FORGOTTEN + person, 'yes');
  await signOut();
}

/** She has signed in anew after forgetting her PIN: drop what it locked, and keep all that waits. */
export async function beginAnew(person: string): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const made: KeptKey = { kind: 'open', id: crypto.randomUUID(), key };
  await strictlyUnread(
    ['visits', 'ongoing', 'provisions'],
    async (transaction) => {
      const vault = transaction.objectStore('vault');
      const kept = await vault.get(ONLY);
      if ((kept as KeptKey | undefined)?.kind !== 'locked') return;
      for (const shelf of ['visits', 'ongoing', 'provisions'] as const) await transaction.objectStore(shelf).clear();
      // Her unsent records and pictures stay, and with them the lock that their readable copies are behind.
      await vault.put(kept as KeptKey, (kept as KeptKey).id);
      await vault.put(made, ONLY);
    },
    person,
  );
  localStorage.removeItem(PIN_FORGOTTEN + person);
  localStorage.removeItem(TRIES + person);
}

async function pinKey(pin: string, { salt, memoryKiB, passes }: Omit<PinLock, keyof Wrapped>): Promise<CryptoKey> {
  const { argon2id } = await import('hash-wasm');
  const cost = { memorySize: memoryKiB, iterations: passes, parallelism: 1, hashLength: 32 };
  const hash = await argon2id({ password: pin.normalize('NFKC'), salt, ...cost, outputType: 'binary' });
  return importKey(new Uint8Array(hash));
}

async function passkeyKey({ secret }: Given): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: bytesOf('kotiseteli vault') };
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function importKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

async function importDataKey(id: string, raw: Uint8Array<ArrayBuffer>): Promise<DataKey> {
  return { id, key: await importKey(raw) };
}

async function wrap(raw: Uint8Array<ArrayBuffer>, wrapping: CryptoKey, id: string): Promise<Wrapped> {
  const iv = chance(12);
  const wrapped = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(id) }, wrapping, raw);
  return { iv, wrapped };
}

async function unwrap({ iv, wrapped }: Wrapped, by: CryptoKey, id: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const way = { name: 'AES-GCM', iv, additionalData: bytesOf(id) };
    return new Uint8Array(await crypto.subtle.decrypt(way, by, wrapped));
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'OperationError') return null;
    throw failure;
  }
}

function chance(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
}
