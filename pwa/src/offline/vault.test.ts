/** What the phone holds lies encrypted and what it sends is sealed, whoever writes at once and whatever it can. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signIn, VISIT } from '../../build/other-side';
import { NAMED, rawStore, SECRETS, work } from '../../build/own-store';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import { canonical, type Json } from '../rules/canonical';
import { followStore, leaveStore } from './changes';
import { append } from './outbox';
import { warmUp } from './seal';
import { closeStore, readAll, readOutbox } from './store';
import { learnServerKeys } from './upkeep';
import { cannotLock, forgetKeys, setPin } from './vault';

let people = 0;
let anna = '';

beforeEach(async () => {
  people += 1;
  anna = `anna-of-the-vault-${people}`;
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

test('nothing of a person can be read in the rows as they lie in the store', async () => {
  await work();
  const raw = await rawStore(anna);
  expect(SECRETS.filter((secret) => raw.includes(secret))).toEqual([]);
  // And the search finds what is there.
  expect(raw).toContain('"number":1');
});

test('a row put in the place of another is not taken for it', async () => {
  const [first, second] = await work();
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`kotiseteli-${anna}`);
    request.onsuccess = () => resolve(request.result);
  });
  const shelf = database.transaction('visits', 'readwrite').objectStore('visits');
  const taken = await new Promise<{ box: object }>((resolve) => {
    const request = shelf.get(first as string);
    request.onsuccess = () => resolve(request.result);
  });
  await new Promise((resolve) => {
    shelf.put({ ...taken, id: second }).onsuccess = resolve;
  });
  database.close();
  expect((await readAll(anna)).visits.map(({ id }) => id)).toEqual([first]);
});

test('a sealed record is opened by the server alone, and has the id and the hash of the plain one', async () => {
  const ids = await work();
  const { outbox, device, token } = await readOutbox();
  for (const { id, mutation, sealed, sha256 } of outbox) {
    const told = await unseal(sealed);
    expect(told).toEqual({ mutation, person: anna, device, token, provider: null, header: told.header });
    expect(told.header).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: SEALING_KEY.kid });
    const content = canonical(told.mutation as unknown as Json);
    expect([told.mutation.id, createHash('sha256').update(content).digest('hex')]).toEqual([id, sha256]);
  }
  expect(outbox.map(({ id }) => id)).toEqual(ids);
});

test("a record written before the server's key was known is sealed as soon as it is", async () => {
  await append('record_visit', VISIT, NAMED);
  expect((await readOutbox()).outbox.map(({ sealed }) => sealed)).toEqual([null]);
  expect(await cannotLock()).toBe('no-sealing-key');
  await expect(setPin('123456')).rejects.toThrow('no-sealing-key');
  await learnServerKeys({ sealingKey: SEALING_KEY });
  const [entry] = (await readOutbox()).outbox;
  expect((await unseal(entry?.sealed)).mutation).toEqual(entry?.mutation);
  expect(await cannotLock()).toBeNull();
});

test('a record sealed to a key that the server has changed since is sealed anew, and stays the same record', async () => {
  await work();
  const [before] = (await readOutbox()).outbox;
  await learnServerKeys({ sealingKey: { ...SEALING_KEY, kid: '0fe1de5d' } });
  const [after] = (await readOutbox()).outbox;
  const [one, other] = [await unseal(before?.sealed), await unseal(after?.sealed)];
  expect([one.header, other.header]).toMatchObject([{ kid: SEALING_KEY.kid }, { kid: '0fe1de5d' }]);
  expect([after?.sha256, other.mutation]).toEqual([before?.sha256, one.mutation]);
});
