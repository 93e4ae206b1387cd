/** What was under way when the phone is locked brings nothing back into its memory. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SHOWN, signIn, VISIT } from '../../build/other-side';
import { work } from '../../build/own-store';
import { session } from '../session';
import { boxed, forgetOpened, opened } from './boxes';
import { announce, followStore, leaveStore } from './changes';
import { append } from './outbox';
import { keepPhoto, photos, photosFor } from './photos';
import { warmUp } from './seal';
import { keptVisits, ongoing, provisions, unreadEntries } from './signals';
import { closeStore } from './store';
import { addPasskey, forgetKeys, lock, lockState, PhoneLocked, setPin, unlockWithPin } from './vault';

let people = 0;
let anna = '';

beforeEach(async () => {
  people += 1;
  anna = `anna-who-locks-${people}`;
  signIn(anna);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  await warmUp();
  await followStore(anna);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  photosFor(null);
  leaveStore();
  await closeStore();
  forgetKeys();
});

/** Holds back what is decrypted from now on, until it is let go. */
function slowToDecrypt(): () => void {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { decrypt } = crypto.subtle;
  vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (...asked) => {
    const inside = await decrypt.apply(crypto.subtle, asked);
    await held;
    return inside;
  });
  return letGo;
}

async function key(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

test('a row that is being opened while the phone is locked is not remembered', async () => {
  const mine = { id: 'a-key', key: await key() };
  const row = await boxed('visits', 'one', { id: 'one', note: 'Nurmi' }, mine);
  const opening = opened('visits', 'one', row, mine);
  forgetOpened();
  expect(await opening).toMatchObject({ note: 'Nurmi' });
  // Another key of that name opens nothing; only what was remembered could be told.
  expect(await opened('visits', 'one', row, { id: 'a-key', key: await key() })).toBeNull();
});

test('a reading that ends after the lock does not show what it read', async () => {
  await work();
  await setPin('135790');
  lock();
  await vi.waitFor(() => expect(unreadEntries.value.length).toBe(2));
  await unlockWithPin('135790');
  forgetOpened();
  const letGo = slowToDecrypt();
  const reading = announce();
  await new Promise((resolve) => setTimeout(resolve, 20));
  lock();
  await vi.waitFor(() => expect(unreadEntries.value.length).toBe(2));
  letGo();
  await reading;
  expect([lockState.value, keptVisits.value, ongoing.value, provisions.value]).toEqual(['locked', [], null, null]);
});

test('an earlier reading that ends last does not take the place of a later one', async () => {
  await work();
  forgetOpened();
  const letGo = slowToDecrypt();
  const earlier = announce();
  await new Promise((resolve) => setTimeout(resolve, 20));
  vi.restoreAllMocks();
  const id = await append('record_visit', VISIT, SHOWN);
  expect(keptVisits.value.map((visit) => visit.id)).toContain(id);
  letGo();
  await earlier;
  expect(keptVisits.value.map((visit) => visit.id)).toContain(id);
});

test('pictures leave the memory with the lock, and come back with the key', async () => {
  const complaints = vi.fn();
  vi.stubGlobal('reportError', complaints);
  const [visit] = await work();
  photosFor(anna);
  await keepPhoto(visit, new Uint8Array([1, 2, 3]));
  await setPin('135790');
  await vi.waitFor(() => expect(photos.value.length).toBe(1));
  lock();
  expect(photos.value).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([photos.value, complaints.mock.calls]).toEqual([[], []]);
  await unlockWithPin('135790');
  await vi.waitFor(() => expect(photos.value.map(({ bytes }) => [...bytes])).toEqual([[1, 2, 3]]));
});

test('what opened the lock is forgotten with it: a locked phone is given no passkey', async () => {
  await work();
  await setPin('135790');
  const create = vi.fn();
  vi.stubGlobal('navigator', { locks: navigator.locks, credentials: { create } });
  lock();
  await expect(addPasskey()).rejects.toThrow(PhoneLocked);
  expect([create.mock.calls, session.value?.person.id]).toEqual([[], anna]);
});

test('a PIN that is still being tried when another person takes the phone opens nothing', async () => {
  await work();
  await setPin('135790');
  lock();
  const unlocking = unlockWithPin('135790');
  await vi.waitFor(() => expect(localStorage.getItem(`kotiseteli.pin-tries.${anna}`)).not.toBeNull(), {
    interval: 1,
  });
  leaveStore();
  const bengt = `${anna}-gives-it-to-bengt`;
  signIn(bengt);
  await followStore(bengt);
  localStorage.setItem(`kotiseteli.pin-tries.${bengt}`, '{"wrong":3,"until":0}');
  expect((await unlocking).outcome).not.toBe('ok');
  expect([lockState.value, localStorage.getItem(`kotiseteli.pin-tries.${bengt}`)]).toEqual([
    'open',
    '{"wrong":3,"until":0}',
  ]);
});
