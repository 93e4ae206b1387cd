/** The lock on what the phone holds: what it hides, what opens it, and that nothing that waits is ever lost to it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signIn, VISIT } from '../../build/other-side';
import { NAMED, rawStore, readable, SECRETS, work } from '../../build/own-store';
import { unseal } from '../../build/sealing-server';
import { canonical, type Json } from '../rules/canonical';
import { followStore, leaveStore } from './changes';
import { append } from './outbox';
import { recordSealed } from './record-sealed';
import { warmUp } from './seal';
import { keptVisits, outboxCount } from './signals';
import { closeStore, keptKey, readAll, readOutbox, strictly } from './store';
import {
  addPasskey,
  cannotLock,
  forgetKeys,
  forgetPin,
  hasPasskey,
  LOCKS_ITSELF_AFTER_MS,
  lock,
  lockState,
  PhoneLocked,
  pinWaitMs,
  removeLock,
  setPin,
  unlockWithPasskey,
  unlockWithPin,
} from './vault';

let people = 0;
let anna = '';

beforeEach(async () => {
  people += 1;
  anna = `anna-of-the-lock-${people}`;
  signIn(anna);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  await warmUp();
  await followStore(anna);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  leaveStore();
  await closeStore();
  forgetKeys();
});

const NOTHING = { outbox: [], visits: [], ongoing: null, provisions: null };

test('a locked phone reads nothing, counts what waits, and opens on its PIN', async () => {
  await work();
  const before = await readable();
  await setPin('135790');
  expect([lockState.value, await readable()]).toEqual(['unlocked', before]);
  lock();
  expect([lockState.value, keptVisits.value]).toEqual(['locked', []]);
  expect(await readable()).toEqual(NOTHING);
  await vi.waitFor(() => expect(outboxCount.value).toBe(2));
  await expect(strictly(['visits'], async () => undefined)).rejects.toThrow(PhoneLocked);
  expect(await unlockWithPin('000000')).toEqual({ outcome: 'wrong', waitMs: 0 });
  expect(await readable()).toEqual(NOTHING);
  expect(await unlockWithPin('135790')).toEqual({ outcome: 'ok' });
  expect([lockState.value, await readable()]).toEqual(['unlocked', before]);
  // The key itself lay in the store before, and does not any more.
  expect(await keptKey()).not.toHaveProperty('key');
});

test('a page opened anew is locked', async () => {
  await work();
  await setPin('135790');
  leaveStore();
  await closeStore();
  forgetKeys();
  await followStore(anna);
  expect([lockState.value, await readable(), outboxCount.value]).toEqual(['locked', NOTHING, 2]);
});

test('a changed PIN makes a new key, and the old one opens nothing', async () => {
  await work();
  await setPin('135790');
  const { id } = (await keptKey()) ?? {};
  await setPin('246802');
  expect((await keptKey())?.id).not.toBe(id);
  lock();
  expect((await unlockWithPin('135790')).outcome).toBe('wrong');
  expect((await unlockWithPin('246802')).outcome).toBe('ok');
  await removeLock();
  expect([lockState.value, (await readAll()).visits.length]).toEqual(['open', 2]);
});

test('wrong PINs wait longer and longer, never more than a quarter of an hour, and take nothing away', async () => {
  await work();
  await setPin('135790');
  const before = await readable();
  lock();
  vi.useFakeTimers({ toFake: ['Date'] });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const { waitMs } = (await unlockWithPin('111111')) as { waitMs: number };
    waits.push(waitMs / 1000);
    if (waitMs > 0) {
      // The right one is not even tried meanwhile, and asking costs nothing.
      expect((await unlockWithPin('135790')).outcome).toBe('too-soon');
      expect(await pinWaitMs()).toBe(waitMs);
      vi.setSystemTime(Date.now() + waitMs);
    }
  }
  expect(waits).toEqual([0, 0, 0, 30, 60, 300, 900, 900, 900, 900, 900, 900]);
  expect(await unlockWithPin('135790')).toEqual({ outcome: 'ok' });
  expect(await readable()).toEqual(before);
  lock();
  expect(await unlockWithPin('111111')).toEqual({ outcome: 'wrong', waitMs: 0 });
}, 30_000);

test('a phone locks itself a quarter of an hour after it was last seen, even if it slept', async () => {
  await work();
  await setPin('135790');
  vi.useFakeTimers({ toFake: ['Date'] });
  const seen = (state: string) => {
    Object.assign(document, { visibilityState: state });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  seen('hidden');
  vi.setSystemTime(Date.now() + LOCKS_ITSELF_AFTER_MS - 1);
  seen('visible');
  expect(lockState.value).toBe('unlocked');
  seen('hidden');
  vi.setSystemTime(Date.now() + LOCKS_ITSELF_AFTER_MS);
  seen('visible');
  expect(lockState.value).toBe('locked');
});

/** A device's passkey, which gives another secret for each salt and each passkey; `finger` says whether she lets it. */
function passkeysOfDevice(): { finger: boolean } {
  const device = { finger: true };
  const secretOf = (id: ArrayBuffer, salt: Uint8Array) =>
    createHash('sha256').update(new Uint8Array(id)).update(salt).digest();
  const shown = (rawId: ArrayBuffer, salt: Uint8Array) => {
    if (!device.finger) throw new DOMException('not allowed', 'NotAllowedError');
    return { rawId, getClientExtensionResults: () => ({ prf: { results: { first: secretOf(rawId, salt) } } }) };
  };
  const credentials = {
    create: async ({ publicKey }: { publicKey: { extensions: { prf: { eval: { first: Uint8Array } } } } }) =>
      shown(crypto.getRandomValues(new Uint8Array(16)).buffer, publicKey.extensions.prf.eval.first),
    get: async ({
      publicKey,
    }: {
      publicKey: { allowCredentials: [{ id: ArrayBuffer }]; extensions: { prf: { eval: { first: Uint8Array } } } };
    }) => shown(publicKey.allowCredentials[0].id, publicKey.extensions.prf.eval.first),
  };
  vi.stubGlobal('navigator', { locks: navigator.locks, credentials });
  return device;
}

test('a passkey opens the lock beside the PIN, until another PIN is set', async () => {
  await work();
  const device = passkeysOfDevice();
  await setPin('135790');
  const before = await readable();
  expect([await hasPasskey(), await addPasskey(), await hasPasskey()]).toEqual([false, true, true]);
  lock();
  device.finger = false;
  expect([await unlockWithPasskey(), lockState.value]).toEqual([false, 'locked']);
  device.finger = true;
  expect([await unlockWithPasskey(), lockState.value, await readable()]).toEqual([true, 'unlocked', before]);
  // What the passkey opened can be given a new passkey, without the PIN.
  expect(await addPasskey()).toBe(true);
  lock();
  expect([(await unlockWithPin('135790')).outcome, await readable()]).toEqual(['ok', before]);
  await setPin('246802');
  expect(await hasPasskey()).toBe(false);
  lock();
  expect(await unlockWithPasskey()).toBe(false);
});

test('a picture that waits is encrypted with the rest, and comes back byte by byte', async () => {
  await work();
  const bytes = new TextEncoder().encode('Helvi Laine on the receipt') as Uint8Array<ArrayBuffer>;
  const photo = { id: 'photo', visit: 'visit', state: 'waiting', received: 0, doneAt: '', sha256: '', bytes } as const;
  await strictly(['photos'], (transaction) => transaction.objectStore('photos').put(photo));
  const ofVisit = () =>
    strictly(['photos'], (transaction) => transaction.objectStore('photos').index('visit').getAll('visit'));
  expect(await rawStore(anna)).not.toContain('Helvi Laine');
  await setPin('135790');
  lock();
  await unlockWithPin('135790');
  expect(await ofVisit()).toEqual([photo]);
});

test('what locks one tab locks the others', async () => {
  await work();
  await setPin('135790');
  const otherTab = new BroadcastChannel(`kotiseteli-${anna}`);
  otherTab.postMessage('lock');
  await vi.waitFor(() => expect(lockState.value).toBe('locked'));
  otherTab.close();
});

test('failure 14: a locked phone takes a visit in, sealed, with no copy that it could read itself', async () => {
  await work();
  await setPin('135790');
  lock();
  const note = 'Nurmi oli märkä, ja Helvi Laine kaatui.';
  expect(await recordSealed({ ...VISIT, note }, null, { id: 'taken-in-locked' })).toBeNull();
  // Asked again it records nothing more.
  expect(await recordSealed({ ...VISIT, note }, null, { id: 'taken-in-locked' })).toBeNull();
  const raw = await rawStore(anna);
  expect(SECRETS.filter((secret) => raw.includes(secret))).toEqual([]);
  const { unread, highestNumber, device, token } = await readOutbox();
  expect([highestNumber, unread.map(({ number }) => number), outboxCount.value]).toEqual([3, [1, 2, 3], 3]);
  const told = await unseal(unread[2]?.sealed);
  expect([told.device, told.token, told.person]).toEqual([device, token, anna]);
  expect(told.mutation).toMatchObject({ id: 'taken-in-locked', number: 3, arguments: { note } });
  const content = canonical(told.mutation as unknown as Json);
  expect(createHash('sha256').update(content).digest('hex')).toBe(unread[2]?.sha256);
  await unlockWithPin('135790');
  const after = await readOutbox();
  expect([after.outbox.length, after.unread.map(({ id }) => id)]).toEqual([2, ['taken-in-locked']]);
  // And goes on from there when it is open.
  await append('record_visit', VISIT, NAMED);
  expect((await readOutbox()).highestNumber).toBe(4);
});

test('what cannot be a visit is not taken in by a locked phone either', async () => {
  await work();
  const backwards = { ...VISIT, endedAt: VISIT.startedAt };
  expect(await recordSealed(backwards, null)).not.toBeNull();
  expect((await readOutbox()).highestNumber).toBe(2);
});

test('after a forgotten PIN what waits is all there, sealed, and what could be read is gone', async () => {
  const ids = await work();
  await setPin('135790');
  const before = await readOutbox();
  lock();
  await expect(forgetPin()).rejects.toThrow();
  expect([lockState.value, (await readOutbox()).unread.length]).toEqual(['locked', 2]);
  vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }));
  await forgetPin();
  leaveStore();
  await closeStore();
  // She has signed in anew.
  signIn(anna);
  await followStore(anna);
  expect([lockState.value, await readable()]).toEqual(['open', NOTHING]);
  const { unread, highestNumber, token } = await readOutbox();
  expect([unread.map(({ id }) => id), highestNumber, token]).toEqual([ids, 2, before.token]);
  expect(unread.map(({ sealed }) => sealed)).toEqual(before.outbox.map(({ sealed }) => sealed));
  await append('record_visit', VISIT, NAMED);
  expect((await readOutbox()).outbox.map(({ number }) => number)).toEqual([3]);
  await setPin('777777');
  expect((await readOutbox()).unread.map(({ id }) => id)).toEqual(ids);
});

test('a kill at any step of setting or changing a PIN leaves everything as it was', async () => {
  await work();
  await setPin('135790');
  const before = await readable();
  const put = IDBObjectStore.prototype.put;
  let kills = 0;
  for (let step = 1; ; step += 1) {
    let puts = 0;
    const killing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...row
    ) {
      puts += 1;
      if (puts === step) {
        this.transaction.abort();
        throw new DOMException('killed', 'AbortError');
      }
      return put.apply(this, row);
    });
    const outcome = await setPin('999999').then(
      () => 'set',
      () => 'killed',
    );
    killing.mockRestore();
    if (outcome === 'set') break;
    kills += 1;
    lock();
    expect([(await unlockWithPin('999999')).outcome, (await unlockWithPin('135790')).outcome]).toEqual(['wrong', 'ok']);
    expect(await readable()).toEqual(before);
  }
  // Four rows of the outbox and of the visits, two more, the count of writes and the key.
  expect(kills).toBe(8);
  lock();
  expect((await unlockWithPin('999999')).outcome).toBe('ok');
  expect(await readable()).toEqual(before);
}, 30_000);

test.each([
  ['with locks', true],
  ['in a browser without locks', false],
])('of writers at once none is lost, %s', async (_, hasLocks) => {
  if (!hasLocks) vi.stubGlobal('navigator', { ...navigator, locks: undefined });
  const numbered = Array.from({ length: 12 }, () => append('record_visit', VISIT, NAMED));
  const ids = await Promise.all(numbered);
  const { outbox, highestNumber } = await readOutbox();
  expect(new Set(outbox.map(({ id }) => id))).toEqual(new Set(ids));
  expect([highestNumber, outbox.map(({ number }) => number)]).toEqual([
    12,
    Array.from({ length: 12 }, (__, at) => at + 1),
  ]);
});

test('a tab that never lets go of its turn does not hold up a save', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
  let letGo: () => void = () => undefined;
  const held = navigator.locks.request(`kotiseteli-store-${anna}`, () => new Promise<void>((done) => (letGo = done)));
  await append('record_visit', VISIT, NAMED);
  expect((await readOutbox()).outbox.length).toBe(1);
  letGo();
  await held;
});

test('a browser that cannot encrypt keeps visits in clear, and says that it cannot lock', async () => {
  leaveStore();
  await closeStore();
  anna = `${anna}-over-http`;
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto), randomUUID: () => 'a-device' });
  signIn(anna);
  await followStore(anna);
  await append('record_visit', VISIT, NAMED);
  expect([lockState.value, await cannotLock(), (await readAll()).visits.length]).toEqual(['open', 'no-encryption', 1]);
  vi.unstubAllGlobals();
  leaveStore();
  await closeStore();
  // The same phone over https: it is put right.
  await followStore(anna);
  await vi.waitFor(async () => expect(await rawStore(anna)).not.toContain('Helvi Laine'));
  expect([(await readAll()).visits.length, (await readOutbox()).outbox.length]).toEqual([1, 1]);
});
