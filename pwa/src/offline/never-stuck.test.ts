/** Nothing waits for what will never come: each of these once held a record, a visit or a person up without end. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bodyOf,
  json,
  NOW,
  PROVISIONS,
  RECEIPT_KEY,
  received,
  refused,
  reply,
  SHOWN,
  SigningKey,
  signIn,
  VISIT,
} from '../../build/other-side';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import type { ChangesSince, CorrectVisit, Deliver, Mutation, Push, SealedReceipt, Verdict } from '../api/schema';
import { receiptText } from '../rules/receipt';
import { signInNeeded } from '../session';
import { correct } from './correcting';
import { beginAnew } from './locks';
import { append } from './outbox';
import { letGoOfUnread, removeMyData, repair } from './own-phone';
import { contentOf } from './receipts';
import { recordSealed } from './record-sealed';
import { warmUp } from './seal';
import { outboxCount, storeIsRead, syncState, unreadEntries, visits } from './signals';
import { closeStore, ONLY, readAll, readOutbox, strictly } from './store';
import { bringAllAnew, sync, syncFor } from './sync';
import { lock, pinWaitMs, setPin, unlockWithPin } from './vault';
import { strictlyUnread } from './writing';

const PIN = '135790';

let people = 0;
let anna = '';
let stored: Mutation[] = [];
let isUp = true;
let hasSession = true;
let refusing = '';
/** The hashes of its word that the phone has told. */
let hashes: string[] = [];
let signing = RECEIPT_KEY;
let verdictOn: (mutation: Mutation) => Verdict;
/** What a pull brings beside what every pull does, by the cursor it goes on from. */
let pulled: (after: string | null) => Promise<Partial<ChangesSince>>;
let pulls: (string | null)[] = [];

beforeEach(async () => {
  people += 1;
  anna = `anna-who-waits-${people}`;
  stored = [];
  isUp = true;
  hasSession = true;
  refusing = '';
  hashes = [];
  signing = RECEIPT_KEY;
  verdictOn = (mutation) => received(mutation, 1, 'accepted');
  pulled = async () => ({});
  pulls = [];
  signIn(anna);
  await warmUp();
  vi.stubGlobal('fetch', async (path: string, request: { body: string | ArrayBuffer }) => {
    if (!isUp) throw new TypeError('network');
    if (path === '/api/sync/sealed') return json(await delivered(JSON.parse(request.body as string)));
    if (path === '/api/phones/standing') return json({ standing: 'in-use' });
    if (!hasSession) return json({ type: '/problems/sign-in-needed', title: '', status: 401 }, 401);
    if (path === '/api/sync/push') {
      const push = bodyOf<Push>(request);
      stored.push(...push.mutations);
      if (push.writeTokenHash) hashes.push(push.writeTokenHash);
      return reply(push, push.mutations.map(verdictOn), { key: signing });
    }
    const after = new URL(path, 'http://phone').searchParams.get('after');
    pulls.push(after);
    const receiptKeys = [RECEIPT_KEY, signing].map(({ told }) => told);
    const catalogue = { ...PROVISIONS.catalogue, receiptKeys, sealingKey: SEALING_KEY };
    return json({ ...PROVISIONS, catalogue, cursor: `cursor-${pulls.length}`, ...(await pulled(after)) });
  });
  await syncFor(anna);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
});

async function delivered({ device, envelopes }: Deliver): Promise<object> {
  if (refusing) {
    const problem = refused({} as Mutation, refusing).problem;
    return {
      serverTime: NOW,
      receipts: [],
      refusals: envelopes.map(({ id }) => ({ id, verdict: 'refused', problem })),
      signature: null,
    };
  }
  const receipts: SealedReceipt[] = [];
  for (const { sealed } of envelopes) {
    const { mutation } = await unseal(sealed);
    stored.push(mutation);
    const sha256 = createHash('sha256').update(contentOf(mutation)).digest('hex');
    receipts.push({ id: mutation.id, sequence: 1, sha256, receivedAt: NOW });
  }
  const signature = receipts.length > 0 ? signing.sign(receiptText(device, receipts)) : null;
  return { serverTime: NOW, receipts, refusals: [], signature };
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test('receipts of what it cannot read, signed by a new key, are taken when the keys have been asked for', async () => {
  await setPin(PIN);
  lock();
  isUp = false;
  await recordSealed(VISIT, null);
  await sync();
  expect(outboxCount.value).toBe(1);
  signing = new SigningKey();
  isUp = true;
  await unlockWithPin(PIN);
  await sync();
  await sync();
  expect([outboxCount.value, syncState.value]).toEqual([0, 'idle']);
});

test('after what waited went out sealed, that the session has ended is still said', async () => {
  await append('record_visit', VISIT, SHOWN);
  hasSession = false;
  await sync();
  expect([outboxCount.value, signInNeeded.value]).toEqual([0, true]);
  await sync();
  expect([syncState.value, signInNeeded.value]).toEqual(['sign-in-needed', true]);
});

test('what went out sealed is read anew as soon as it can be', async () => {
  await append('record_visit', VISIT, SHOWN);
  await setPin(PIN);
  lock();
  const before = pulls.length;
  await sync();
  expect([outboxCount.value, pulls.length]).toEqual([0, before]);
  await unlockWithPin(PIN);
  await sync();
  expect(pulls.length).toBe(before + 1);
});

test('a change that has seen one refused while the phone was locked goes on from what that had seen', async () => {
  const visit = await append('record_visit', VISIT, SHOWN);
  await sync();
  const shown = () => visits.value[0] as NonNullable<(typeof visits.value)[0]>;
  isUp = false;
  await correct(shown(), { ...VISIT, tasks: [], note: 'Ensin.' });
  await correct(shown(), { ...VISIT, tasks: [], note: 'Sitten.' });
  await sync();
  const [first, second] = (await readOutbox()).outbox.map(({ id }) => id);
  // As a refusal is noted by a locked phone.
  await strictlyUnread(['outbox'], async (transaction) => {
    const entry = await transaction.objectStore('outbox').get(first as string);
    const problem = refused({ id: first } as Mutation, 'visit-too-long').problem;
    await transaction.objectStore('outbox').put({ ...entry, state: 'refused', problem } as never);
  });
  isUp = true;
  verdictOn = (mutation) => {
    const { seen } = mutation.arguments as CorrectVisit;
    if (seen === visit) return received(mutation, 2, 'accepted');
    return { ...refused(mutation, 'visit-not-received'), verdict: 'held' };
  };
  await sync();
  await sync();
  expect(stored.at(-1)).toMatchObject({ id: second, arguments: { seen: visit, note: 'Sitten.' } });
  expect([shown().note, outboxCount.value]).toEqual(['Sitten.', 0]);
});

test('a small memory that is full costs neither the opening of the store nor a receipt', async () => {
  await syncFor(null);
  vi.stubGlobal('reportError', () => undefined);
  const full = vi.spyOn(Object.getPrototypeOf(localStorage), 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await syncFor(anna);
  expect(storeIsRead.value).toBe(true);
  await append('record_visit', VISIT, SHOWN);
  await sync();
  const { outbox } = await readOutbox();
  expect([full.mock.calls.length > 0, stored.length > 0, outbox]).toEqual([true, true, []]);
});

test('a tab that the phone has put to sleep in its turn does not hold up the others for ever', async () => {
  await append('record_visit', VISIT, SHOWN);
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    if (ms >= 15_000) queueMicrotask(() => controller.abort(new DOMException('late', 'TimeoutError')));
    return controller.signal;
  });
  let letGo: () => void = () => undefined;
  const asleep = navigator.locks.request(`kotiseteli-sync-${anna}`, () => new Promise<void>((done) => (letGo = done)));
  await Promise.race([sync(), later(500)]);
  expect(outboxCount.value).toBe(0);
  letGo();
  await asleep;
});

test('a clock that was put back keeps nobody from her PIN for longer than the wait itself', async () => {
  await setPin(PIN);
  lock();
  vi.useFakeTimers({ toFake: ['Date'] });
  const right = Date.now();
  vi.setSystemTime(right + 365 * 86_400_000);
  for (let attempt = 0; attempt < 4; attempt += 1) await unlockWithPin('000000');
  vi.setSystemTime(right);
  expect(await pinWaitMs()).toBe(30_000);
  vi.setSystemTime(right + 30_000);
  expect([await pinWaitMs(), await unlockWithPin(PIN)]).toEqual([0, { outcome: 'ok' }]);
});

test('what a pull asked for before everything was to come anew does not take its place', async () => {
  let answer: () => void = () => undefined;
  pulled = async (after) => {
    if (after !== null) await new Promise<void>((resolve) => (answer = resolve));
    return {};
  };
  await append('record_visit', VISIT, SHOWN);
  const round = sync();
  const before = pulls.length;
  await vi.waitFor(() => expect(pulls.length).toBe(before + 1));
  const anew = bringAllAnew();
  await vi.waitFor(async () => {
    const kept = await strictly(['provisions'], (transaction) => transaction.objectStore('provisions').get(ONLY));
    expect(kept?.cursor).toBeNull();
  });
  answer();
  await Promise.all([round, anew]);
  expect(pulls.at(-1)).toBeNull();
});

test('visits dropped to be brought anew are asked for anew, even if the page is closed in between', async () => {
  await append('record_visit', VISIT, SHOWN);
  await sync();
  let isDropped = false;
  const dropOf = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name === 'visits') isDropped = true;
    return dropOf.call(this, key);
  });
  const begin = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...asked) {
    if (isDropped && asked[1] === 'readwrite') throw new DOMException('closed', 'AbortError');
    return begin.apply(this, asked);
  });
  await expect(repair(anna)).rejects.toThrow('closed');
  vi.restoreAllMocks();
  const kept = await strictly(['provisions', 'visits'], async (transaction) => [
    (await transaction.objectStore('provisions').get(ONLY))?.cursor,
    await transaction.objectStore('visits').count(),
  ]);
  expect(kept).toEqual([null, 0]);
});

test('a clock that was put back does not keep the phone from asking what is new', async () => {
  await sync();
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() - 86_400_000);
  const before = pulls.length;
  await sync();
  expect(pulls.length).toBe(before + 1);
});

test('a record taken in locked and refused does not tie its worker to the phone: she sees it, and lets it go', async () => {
  refusing = 'voucher-not-found';
  await setPin(PIN);
  lock();
  await recordSealed(VISIT, null);
  await sync();
  await unlockWithPin(PIN);
  await sync();
  expect(unreadEntries.value.map(({ state, problem }) => [state, problem?.type])).toEqual([
    ['refused', '/problems/voucher-not-found'],
  ]);
  expect(await removeMyData(anna)).toBe(1);
  await letGoOfUnread(anna);
  expect([unreadEntries.value, await removeMyData(anna)]).toEqual([[], 0]);
});

test('a picture under the key of a forgotten PIN does not tie her to it either', async () => {
  const photo = { id: 'p', visit: 'v', state: 'waiting', received: 0, doneAt: '', sha256: '' } as const;
  await strictly(['photos'], (transaction) =>
    transaction.objectStore('photos').put({ ...photo, bytes: new Uint8Array([1]) }),
  );
  expect(await removeMyData(anna)).toBe(1);
  await setPin(PIN);
  lock();
  await beginAnew(anna);
  expect(await removeMyData(anna)).toBe(0);
});

test('a server that has lost the word of this phone is told it again', async () => {
  await setPin(PIN);
  lock();
  refusing = 'sealed-not-genuine';
  await recordSealed(VISIT, null);
  await sync();
  await sync();
  expect([outboxCount.value, hashes.length > 1, new Set(hashes).size]).toEqual([1, true, 1]);
  refusing = '';
  await sync();
  expect(outboxCount.value).toBe(0);
});

test('a write that is under way when she removes her data leaves nothing in clear behind it', async () => {
  await append('record_visit', VISIT, SHOWN);
  await sync();
  vi.stubGlobal('navigator', { locks: undefined });
  let attempts = 0;
  const writing = strictly(['visits'], async (transaction) => {
    const [visit] = visits.peek();
    if (visit) await transaction.objectStore('visits').put({ ...visit, id: 'another' });
    attempts += 1;
    if (attempts === 1) await removeMyData(anna);
  });
  await expect(writing).rejects.toThrow();
  const { visits: left } = await readAll(anna);
  expect(left).toEqual([]);
});
