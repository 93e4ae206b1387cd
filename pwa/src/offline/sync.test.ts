/** What phone and server say to each other when the network does not help. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, refused, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { Mutation, Push, Verdict } from '../api/schema';
import { lossIsKnown } from './changes';
import { discard, sendAnew } from './correcting';
import { append, newId } from './outbox';
import { lostVisits, outboxCount, provisions, storeIsRead, syncProblem, syncState, visits } from './signals';
import { closeStore, readOutbox, strictly } from './store';
import { bringNewest, sync, syncFor } from './sync';

type Answer = (push: Push) => Response | Promise<Response>;

let people = 0;
let anna = '';
/** Every push that reached the server, and what it has stored. */
let pushes: Push[] = [];
let stored = new Map<string, Mutation>();
/** How the next pushes are answered; when it is empty the server works as it should. */
let answers: Answer[] = [];

beforeEach(() => {
  people += 1;
  anna = `anna-${people}`;
  pushes = [];
  stored = new Map();
  answers = [];
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') return json(PROVISIONS);
    const push = bodyOf<Push>(asked);
    // A phone that the server does not know yet tells of itself first.
    if (push.mutations.length === 0) return reply(push, []);
    pushes.push(push);
    return (answers.shift() ?? working)(push);
  });
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
});

function taken(mutation: Mutation): Verdict {
  const verdict = stored.has(mutation.id) ? 'repeated' : 'accepted';
  stored.set(mutation.id, mutation);
  return received(mutation, stored.size, verdict);
}

const working: Answer = (push) => reply(push, push.mutations.map(taken));
const cutBeforeArrival: Answer = () => Promise.reject(new TypeError('network'));
const cutAfterStoring: Answer = ({ mutations }) => {
  mutations.forEach(taken);
  throw new TypeError('network');
};

async function record(times = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let time = 0; time < times; time += 1) ids.push(await append('record_visit', VISIT, SHOWN));
  return ids;
}

function states(): string[] {
  return visits.value.map(({ state }) => state);
}

test('a visit is on the phone before it is sent, and received after', async () => {
  await syncFor(anna);
  await record();
  expect([outboxCount.value, states()]).toEqual([1, ['on-this-phone']]);
  await sync();
  expect([outboxCount.value, states(), syncState.value]).toEqual([0, ['received'], 'idle']);
});

test('the device numbers its visits and says how many it has made', async () => {
  await syncFor(anna);
  await record(3);
  await sync();
  expect(pushes[0]?.mutations.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(pushes[0]?.highestNumber).toBe(3);
  await record();
  await sync();
  expect(pushes[1]?.mutations.map(({ number }) => number)).toEqual([4]);
  expect(pushes[1]?.device).toBe(pushes[0]?.device);
});

test('a visit is sent again after a lost answer, and counts once', async () => {
  await syncFor(anna);
  await record();
  answers = [cutAfterStoring];
  await sync();
  expect([outboxCount.value, states(), syncState.value]).toEqual([1, ['on-this-phone'], 'offline']);
  await sync();
  expect([outboxCount.value, states(), stored.size]).toEqual([0, ['received'], 1]);
});

const BAD_ANSWERS: [string, Answer][] = [
  ['no network', cutBeforeArrival],
  ['a page of a captive portal', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ['a page that calls itself JSON', () => new Response('<html>', { headers: { 'Content-Type': 'application/json' } })],
  ['a cut body', () => new Response('{"serverTime": "2026', { headers: { 'Content-Type': 'application/json' } })],
  ['JSON of something else', () => json({ status: 'ok' })],
  ['nothing in JSON', () => json(null)],
  ['an empty reply', (push) => reply(push, [])],
  ['a created without a body', () => new Response(null, { status: 204 })],
  ['a gateway that is down', () => new Response('Bad Gateway', { status: 502 })],
  ['a fault of the server', () => json({ type: 'about:blank', title: 'Internal Server Error', status: 500 }, 500)],
  ['a page not found', () => json({ type: 'about:blank', title: 'Not Found', status: 404 }, 404)],
  ['a role that may not', () => json({ type: '/problems/not-your-role', title: '', status: 403 }, 403)],
  [
    'a receipt of another content',
    (push) =>
      reply(
        push,
        push.mutations.map((one) => taken({ ...one, number: 999 })),
      ),
  ],
  [
    'a receipt of another visit',
    (push) =>
      reply(
        push,
        push.mutations.map((one) => taken({ ...one, id: newId(0) })),
      ),
  ],
  [
    'accepted without a receipt',
    (push) =>
      reply(
        push,
        push.mutations.map((one) => ({ ...taken(one), receipt: null })),
      ),
  ],
];

test.each(BAD_ANSWERS)('failure 01: %s is not taken for success, and the next round delivers', async (_, answer) => {
  await syncFor(anna);
  await record(2);
  answers = [answer];
  await sync();
  expect([outboxCount.value, states()]).toEqual([2, ['on-this-phone', 'on-this-phone']]);
  await sync();
  expect([outboxCount.value, states()]).toEqual([0, ['received', 'received']]);
});

test('failure 14: an ended session leaves the visits on the phone and asks to sign in', async () => {
  await syncFor(anna);
  await record();
  answers = [() => json({ type: '/problems/sign-in-needed', title: '', status: 401 }, 401)];
  await sync();
  expect([outboxCount.value, syncState.value]).toEqual([1, 'sign-in-needed']);
  await sync();
  expect([outboxCount.value, syncState.value]).toEqual([0, 'idle']);
});

test('a server that will not talk with this phone is not taken for a missing network', async () => {
  await syncFor(anna);
  await record();
  for (const status of [400, 403, 409]) {
    answers = [() => json({ type: '/problems/not-your-role', title: '', status }, status)];
    await sync();
    expect([outboxCount.value, syncState.value, syncProblem.value?.status]).toEqual([1, 'refused', status]);
  }
  answers = [() => json({ type: 'about:blank', title: '', status: 503 }, 503)];
  await sync();
  expect(syncState.value).toBe('offline');
  await sync();
  expect([outboxCount.value, syncState.value, syncProblem.value]).toEqual([0, 'idle', null]);
});

test('failure 07: a refused visit stays with its reason and holds up no other', async () => {
  await syncFor(anna);
  const [, second] = await record(3);
  answers = [
    (push) =>
      reply(
        push,
        push.mutations.map((one) => (one.id === second ? refused(one, 'voucher-not-found') : taken(one))),
      ),
  ];
  await sync();
  expect(states().sort()).toEqual(['received', 'received', 'refused']);
  expect(outboxCount.value).toBe(0);
  expect((await readOutbox()).outbox.map(({ id }) => id)).toEqual([second]);
  await record();
  await sync();
  expect(pushes.at(-1)?.mutations.map(({ id }) => id)).not.toContain(second);
});

test('a refused visit is sent anew as it was recorded, or discarded', async () => {
  await syncFor(anna);
  const [first = '', second = ''] = await record(2);
  answers = [
    (push) =>
      reply(
        push,
        push.mutations.map((one) => refused(one, 'voucher-not-found')),
      ),
  ];
  await sync();
  await discard(second);
  await sendAnew(first);
  await sync();
  expect(states()).toEqual(['received']);
  expect(pushes[1]?.mutations).toEqual([pushes[0]?.mutations[0]]);
  expect((await readOutbox()).outbox).toEqual([]);
});

test('a held visit waits with its reason and is asked about again', async () => {
  await syncFor(anna);
  await record();
  answers = [
    (push) =>
      reply(
        push,
        push.mutations.map((one) => ({ ...refused(one, 'too-early'), verdict: 'held' })),
      ),
  ];
  await sync();
  expect([visits.value[0]?.state, visits.value[0]?.problem?.title]).toEqual(['on-this-phone', 'too-early']);
  await sync();
  expect(states()).toEqual(['received']);
});

test('verdicts in another order, twice, and of strangers are kept to whom they belong', async () => {
  await syncFor(anna);
  const [first] = await record(2);
  answers = [
    (push) => {
      const { mutations } = push;
      const verdicts = mutations.map((one) => (one.id === first ? refused(one, 'voucher-not-found') : taken(one)));
      const stranger = { ...refused(mutations[0] as Mutation, 'voucher-not-found'), id: newId(0) };
      return reply(push, [stranger, ...verdicts.reverse(), ...verdicts]);
    },
  ];
  await sync();
  expect(visits.value.find(({ id }) => id === first)?.state).toBe('refused');
  expect(states().sort()).toEqual(['received', 'refused']);
});

test('a recording that cannot be read is found among many, and the others arrive', async () => {
  await syncFor(anna);
  const ids = await record(7);
  const unreadable = ids[4];
  const strict: Answer = (push) => {
    const place = push.mutations.findIndex(({ id }) => id === unreadable);
    if (place < 0) return working(push);
    const errors = [{ pointer: `/mutations/${place}/arguments/note`, detail: 'too long' }];
    return json({ type: '/problems/invalid-request', title: '', status: 400, errors }, 400);
  };
  answers = Array.from({ length: 20 }, () => strict);
  await sync();
  expect([stored.size, outboxCount.value]).toEqual([6, 0]);
  expect(visits.value.find(({ id }) => id === unreadable)?.state).toBe('refused');
});

test('an envelope that cannot be read refuses no visit', async () => {
  await syncFor(anna);
  await record();
  const errors = [{ pointer: '/device', detail: 'not a uuid' }];
  const unread = () => json({ type: '/problems/invalid-request', title: '', status: 400, errors }, 400);
  // Once by each protocol.
  answers = [unread, unread];
  await sync();
  expect([outboxCount.value, states()]).toEqual([1, ['on-this-phone']]);
});

test('many visits go in batches of twenty, in the order they were made', async () => {
  await syncFor(anna);
  const ids = await record(45);
  await sync();
  expect(pushes.map(({ mutations }) => mutations.length)).toEqual([20, 20, 5]);
  expect(pushes.flatMap(({ mutations }) => mutations.map(({ id }) => id))).toEqual(ids);
});

test('two rounds asked for at once push each visit once', async () => {
  await syncFor(anna);
  await record();
  await Promise.all([sync(), sync(), sync()]);
  expect(pushes.length).toBe(1);
});

test("a visit is never sent under another person's session", async () => {
  await syncFor(anna);
  await record();
  signIn('bengt');
  await sync();
  expect([pushes.length, outboxCount.value]).toEqual([0, 1]);
});

test('what one person recorded waits for her while another uses the phone', async () => {
  await syncFor(anna);
  await record();
  signIn(`${anna}-b`);
  await syncFor(`${anna}-b`);
  expect([pushes.length, outboxCount.value, visits.value]).toEqual([0, 0, []]);
  signIn(anna);
  await syncFor(anna);
  expect(states()).toEqual(['received']);
});

test("an answer that comes when another worker holds the phone changes neither's store", async () => {
  await syncFor(anna);
  await record();
  let answer: () => void = () => undefined;
  answers = [
    (push) =>
      new Promise((resolve) => {
        answer = () => resolve(working(push));
      }),
  ];
  const round = sync();
  await vi.waitFor(() => expect(pushes.length).toBe(1));
  const bengt = `${anna}-b`;
  signIn(bengt);
  const following = syncFor(bengt);
  await vi.waitFor(() => expect(storeIsRead.value).toBe(true));
  answer();
  await Promise.all([round, following]);
  expect([visits.value, (await readOutbox(bengt)).outbox]).toEqual([[], []]);
  expect(syncState.value).toBe('idle');
  signIn(anna);
  await syncFor(anna);
  expect([states(), stored.size]).toEqual([['received'], 1]);
});

test("provisions that come late are not another worker's, who fetches her own", async () => {
  const bengt = `${anna}-b`;
  const pulls: ((answer: Response) => void)[] = [];
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) =>
    path === '/api/sync/push' ? reply(bodyOf<Push>(asked), []) : new Promise((resolve) => pulls.push(resolve)),
  );
  const forAnna = syncFor(anna);
  await vi.waitFor(() => expect(pulls.length).toBe(1));
  signIn(bengt);
  const forBengt = syncFor(bengt);
  await vi.waitFor(() => expect(storeIsRead.value).toBe(true));
  const hers = { ...PROVISIONS.catalogue, provider: { id: 'a', code: 2, name: "Anna's" } };
  pulls[0]?.(json({ ...PROVISIONS, catalogue: hers }));
  await vi.waitFor(() => expect(pulls.length).toBe(2));
  expect(provisions.value).toBeNull();
  pulls[1]?.(json(PROVISIONS));
  await Promise.all([forAnna, forBengt]);
  expect(provisions.value?.provider.id).toBe('p');
});

test('receipts are kept for thirteen months and no longer', async () => {
  await syncFor(anna);
  await strictly(['receipts'], async (transaction) => {
    for (const receivedAt of ['2025-10-22T08:59:59Z', '2025-10-22T09:00:01Z']) {
      await transaction.objectStore('receipts').put({ id: receivedAt, sha256: '', sequence: 1, receivedAt });
    }
  });
  await record();
  await sync();
  const left = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAllKeys());
  expect(left).toContain('2025-10-22T09:00:01Z');
  expect(left).not.toContain('2025-10-22T08:59:59Z');
});

test('a store that cannot be opened is said so, and the next attempt opens it', async () => {
  const refusing = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  await expect(syncFor(anna)).rejects.toThrow('no room');
  refusing.mockRestore();
  await syncFor(anna);
  expect([storeIsRead.value, syncState.value]).toEqual([true, 'idle']);
});

test('failure 02: a store that was lost with unsent visits in it is noticed and told until she has read it', async () => {
  answers = [cutBeforeArrival, cutBeforeArrival];
  await syncFor(anna);
  await record(2);
  await syncFor(null);
  await closeStore();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(`kotiseteli-${anna}`).onsuccess = resolve;
  });
  await syncFor(anna);
  expect(lostVisits.value).toBe(2);
  await syncFor(null);
  await syncFor(anna);
  expect(lostVisits.value).toBe(2);
  lossIsKnown();
  await syncFor(null);
  await syncFor(anna);
  expect(lostVisits.value).toBe(0);
});

test('failure 17: what is shown is brought anew when asked, and without network it says that it was not', async () => {
  await syncFor(anna);
  const answer = vi.fn().mockRejectedValue(new TypeError('network'));
  vi.stubGlobal('fetch', answer.mockResolvedValueOnce(json(PROVISIONS)));
  expect([await bringNewest(), await bringNewest(), answer.mock.calls.length]).toEqual([true, false, 2]);
});
