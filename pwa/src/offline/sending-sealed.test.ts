/** What waits is sent whatever has become of the session and the lock, and a copy leaves only against its receipt. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bodyOf,
  json,
  NOW,
  PROVISIONS,
  RECEIPT_KEY,
  received,
  reply,
  SHOWN,
  signIn,
  VISIT,
} from '../../build/other-side';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import type { Deliver, DeliveryReply, Mutation, Push, SealedReceipt } from '../api/schema';
import { receiptText } from '../rules/receipt';
import { signInNeeded } from '../session';
import { correct } from './correcting';
import { append } from './outbox';
import { contentOf } from './receipts';
import { recordSealed } from './record-sealed';
import { warmUp } from './seal';
import { outboxCount, syncState, unreadEntries, visits } from './signals';
import { closeStore, readOutbox, strictly } from './store';
import { sync, syncFor } from './sync';
import { lock, setPin, unlockWithPin } from './vault';
import { strictlyUnread } from './writing';

const ENDED = { type: '/problems/sign-in-needed', title: '', status: 401 };
const NOT_FOUND = {
  type: '/problems/voucher-not-found',
  title: 'voucher-not-found',
  status: 409,
  detail: '',
  instance: '',
};

let people = 0;
let anna = '';
/** What has been asked, in order; what the server has, however it came; which session it knows. */
let asked: string[] = [];
let stored = new Map<string, Mutation>();
let hasSession = true;
let answer: (delivered: Deliver) => Promise<Response>;

beforeEach(async () => {
  people += 1;
  anna = `anna-who-seals-${people}`;
  asked = [];
  stored = new Map();
  hasSession = true;
  answer = takeAll;
  signIn(anna);
  await warmUp();
  vi.stubGlobal('fetch', async (path: string, request: { body: string | ArrayBuffer }) => {
    asked.push(path.split('?')[0] ?? '');
    if (path === '/api/sync/sealed') return answer(JSON.parse(request.body as string));
    if (!hasSession) return json(ENDED, 401);
    if (path !== '/api/sync/push') return json(brought());
    const push = bodyOf<Push>(request);
    for (const mutation of push.mutations) stored.set(mutation.id, mutation);
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
  await syncFor(anna);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
  localStorage.removeItem(`kotiseteli.told.${anna}`);
});

function brought(): object {
  return { ...PROVISIONS, catalogue: { ...PROVISIONS.catalogue, sealingKey: SEALING_KEY } };
}

async function takeAll({ device, envelopes }: Deliver): Promise<Response> {
  const receipts: SealedReceipt[] = [];
  for (const { id, sealed } of envelopes) {
    const { mutation } = await unseal(sealed);
    stored.set(id, mutation);
    receipts.push({
      id,
      sequence: stored.size,
      sha256: createHash('sha256').update(contentOf(mutation)).digest('hex'),
      receivedAt: NOW,
    });
  }
  return delivered(device, receipts);
}

function delivered(device: string, receipts: SealedReceipt[], refusals: DeliveryReply['refusals'] = []): Response {
  const signature = receipts.length > 0 ? RECEIPT_KEY.sign(receiptText(device, receipts)) : null;
  return json({ serverTime: NOW, receipts, refusals, signature } satisfies DeliveryReply);
}

async function record(times = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let time = 0; time < times; time += 1) ids.push(await append('record_visit', VISIT, SHOWN));
  return ids;
}

async function receipts(): Promise<string[]> {
  return strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAllKeys());
}

function states(): string[] {
  return visits.value.map(({ state }) => state);
}

/** The phone is locked while there is no network, so that all of it still waits. */
async function lockWith(times: number): Promise<string[]> {
  const ids = await record(times);
  await setPin('135790');
  lock();
  asked = [];
  return ids;
}

test('when the session has ended, what waits goes out sealed and is received all the same', async () => {
  const ids = await record(3);
  hasSession = false;
  await sync();
  expect([syncState.value, signInNeeded.value]).toEqual(['sign-in-needed', true]);
  expect([outboxCount.value, states(), [...stored.keys()]]).toEqual([0, ['received', 'received', 'received'], ids]);
  expect(await receipts()).toEqual(ids);
});

test('a locked phone sends what it cannot read, and knows of it when it is unlocked', async () => {
  const [first] = await lockWith(2);
  await recordSealed({ ...VISIT, note: 'Lukittuna.' }, null, { id: '01993b3e-0000-7000-8000-000000000001' });
  expect(outboxCount.value).toBe(3);
  await sync();
  expect([outboxCount.value, visits.value, syncState.value]).toEqual([0, [], 'idle']);
  // It asked for nothing that needs a session, and read nothing.
  expect(new Set(asked)).toEqual(new Set(['/api/sync/sealed', '/api/phones/standing']));
  expect([...stored.values()].map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(stored.get(first as string)?.arguments).toEqual(VISIT);
  await unlockWithPin('135790');
  expect(states()).toEqual(['received', 'received']);
  expect(visits.value.map(({ receivedAt }) => receivedAt)).toEqual([NOW, NOW]);
});

test('what was taken in locked goes out sealed beside the others after unlocking', async () => {
  await lockWith(1);
  const working = answer;
  answer = async () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } });
  await recordSealed(VISIT, null, { id: '01993b3e-0000-7000-8000-000000000002' });
  await sync();
  expect([outboxCount.value, unreadEntries.value.length]).toEqual([2, 2]);
  answer = working;
  await unlockWithPin('135790');
  await sync();
  expect([outboxCount.value, unreadEntries.value, stored.size]).toEqual([0, [], 2]);
  expect(asked).toContain('/api/sync/push');
});

const BAD: [string, (delivered: Deliver) => Promise<Response>][] = [
  ['a page of a captive portal', async () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ['no network', () => Promise.reject(new TypeError('network'))],
  ['an empty answer', async ({ device }) => delivered(device, [])],
  [
    'a receipt of other bytes',
    async ({ device, envelopes }) =>
      delivered(
        device,
        envelopes.map(({ id }) => ({ id, sequence: 1, sha256: 'ab'.repeat(32), receivedAt: NOW })),
      ),
  ],
  [
    'receipts that nobody has signed',
    async (asking) => json({ ...((await (await takeAll(asking)).json()) as object), signature: null }),
  ],
  ['receipts signed to another phone', async (asking) => takeAll({ ...asking, device: 'another' })],
  ['a server of an earlier release', async () => json({ type: 'about:blank', title: 'Not Found', status: 404 }, 404)],
  ['a fault of the server', async () => json({ type: 'about:blank', title: '', status: 500 }, 500)],
];

test.each(BAD)('after %s everything still waits, on a locked phone and on one that was signed out', async (_, bad) => {
  await lockWith(2);
  answer = bad;
  await sync();
  expect([outboxCount.value, (await readOutbox()).unread.map(({ state }) => state)]).toEqual([
    2,
    ['waiting', 'waiting'],
  ]);
  await unlockWithPin('135790');
  hasSession = false;
  await sync();
  expect([outboxCount.value, (await receipts()).length]).toEqual([2, 0]);
  answer = takeAll;
  await sync();
  expect([outboxCount.value, stored.size]).toEqual([0, 2]);
});

test('a refused one stays, holds up nothing, and says why when the phone is unlocked', async () => {
  const [first, second] = await lockWith(2);
  answer = async ({ device, envelopes }) => {
    const others = envelopes.filter(({ id }) => id !== first);
    const taken = (await (await takeAll({ device, envelopes: others })).json()) as DeliveryReply;
    return delivered(device, taken.receipts, [{ id: first as string, verdict: 'refused', problem: NOT_FOUND }]);
  };
  await sync();
  expect([outboxCount.value, [...stored.keys()]]).toEqual([0, [second]]);
  await unlockWithPin('135790');
  const refused = visits.value.find(({ id }) => id === first);
  expect([refused?.state, refused?.problem?.type]).toEqual(['refused', '/problems/voucher-not-found']);
  expect((await readOutbox()).outbox.map(({ id, state }) => [id, state])).toEqual([[first, 'refused']]);
});

test('one that the server cannot even read is found by halving, and the others are received', async () => {
  const ids = await lockWith(5);
  answer = async (asking) => {
    if (asking.envelopes.some(({ id }) => id === ids[2])) return json({ ...NOT_FOUND, status: 413 }, 413);
    return takeAll(asking);
  };
  await sync();
  expect([...stored.keys()].sort()).toEqual(ids.filter((id) => id !== ids[2]).sort());
  expect(unreadEntries.value.map(({ id, state }) => [id, state])).toEqual([[ids[2], 'refused']]);
});

test('a correction that went out sealed from a locked phone leaves the outbox, and comes back with the next pull', async () => {
  const [id] = await record();
  await sync();
  const [shown] = visits.value;
  hasSession = false;
  answer = () => Promise.reject(new TypeError('network'));
  await correct(shown as NonNullable<typeof shown>, { ...VISIT, tasks: [], note: 'Oikaistu.' });
  await setPin('135790');
  lock();
  answer = takeAll;
  await sync();
  expect([outboxCount.value, [...stored.values()].map(({ name }) => name)]).toEqual([
    0,
    ['record_visit', 'correct_visit'],
  ]);
  expect([...stored.values()][1]?.arguments).toMatchObject({ visit: id, note: 'Oikaistu.' });
});

test('a visit sent sealed whose answer was lost is the same record when it is pushed', async () => {
  const [id] = await record();
  hasSession = false;
  answer = async (asking) => {
    await takeAll(asking);
    throw new TypeError('network');
  };
  await sync();
  const sealed = stored.get(id as string);
  expect(outboxCount.value).toBe(1);
  hasSession = true;
  await sync();
  expect([outboxCount.value, stored.get(id as string)]).toEqual([0, sealed]);
});

test.each(['sealed-not-genuine', 'sealed-key-unknown'])(
  'an envelope refused as %s leaves its record waiting',
  async (slug) => {
    await record(2);
    hasSession = false;
    const problem = { ...NOT_FOUND, type: `/problems/${slug}` };
    answer = async ({ device, envelopes }) =>
      delivered(
        device,
        [],
        envelopes.map(({ id }) => ({ id, verdict: 'refused' as const, problem })),
      );
    await sync();
    expect([outboxCount.value, states()]).toEqual([2, ['on-this-phone', 'on-this-phone']]);
    hasSession = true;
    await sync();
    expect([outboxCount.value, states(), stored.size]).toEqual([0, ['received', 'received'], 2]);
  },
);

test('a refusal of what a record said before it was turned to another is not noted on the other', async () => {
  const [id] = await lockWith(1);
  answer = async ({ device, envelopes }) => {
    // Another tab, which is unlocked, mends it meanwhile.
    await strictlyUnread(['outbox'], async (transaction) => {
      const entry = await transaction.objectStore('outbox').get(id as string);
      await transaction.objectStore('outbox').put({ ...entry, sha256: 'ab'.repeat(32) } as never);
    });
    const refused = envelopes.map((one) => ({ id: one.id, verdict: 'refused' as const, problem: NOT_FOUND }));
    return delivered(device, [], refused);
  };
  await sync();
  expect((await readOutbox()).unread.map(({ state, problem }) => [state, problem])).toEqual([['waiting', undefined]]);
});
