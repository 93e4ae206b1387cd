/** A server of an earlier release, which speaks the first protocol only: as after a release was taken back. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, NOW, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { Mutation, Push } from '../api/schema';

let people = 0;
let pushes: Push[] = [];
let isRefusing: (push: Push) => boolean = () => false;

beforeEach(() => {
  // What a page has learnt of its server lasts as long as the page.
  vi.resetModules();
  people += 1;
  pushes = [];
  isRefusing = () => false;
  const { catalogue } = PROVISIONS;
  const whole = { serverTime: NOW, visits: [], ...catalogue, receiptKeys: undefined, sealingKey: undefined };
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') return json(whole);
    if (typeof asked.body !== 'string') return refusal('not-json');
    const push = bodyOf<Push>(asked);
    pushes.push(push);
    if (push.protocol) return refusal('invalid-request', '/protocol');
    if (isRefusing(push)) return refusal('invalid-request', '/mutations/0/number');
    return reply(
      push,
      push.mutations.map((one: Mutation) => received(one, 1, 'accepted')),
    );
  });
});

afterEach(() => vi.unstubAllGlobals());

function refusal(slug: string, pointer = ''): Response {
  const errors = [{ pointer, detail: 'unknown' }];
  return json({ type: `/problems/${slug}`, title: '', status: 400, errors }, 400);
}

/** The page opened anew, with two visits recorded in it. */
async function opened() {
  const { syncFor, sync } = await import('./sync');
  const { append } = await import('./outbox');
  const { visits, outboxCount, provisions } = await import('./signals');
  const { session } = await import('../session');
  const anna = `anna-of-old-${people}`;
  signIn(anna);
  session.value = JSON.parse(localStorage.getItem('kotiseteli.session') ?? 'null');
  await syncFor(anna);
  await append('record_visit', VISIT, SHOWN);
  await append('record_visit', VISIT, SHOWN);
  await sync();
  return { syncFor, visits, outboxCount, provisions };
}

test('visits are received by the first protocol, without a signature', async () => {
  const { syncFor, visits, outboxCount, provisions } = await opened();
  expect([visits.value.map(({ state }) => state), outboxCount.value]).toEqual([['received', 'received'], 0]);
  expect(pushes.at(-1)).not.toHaveProperty('phone');
  expect([provisions.value?.provider.id, provisions.value?.cursor]).toEqual(['p', null]);
  const { strictly } = await import('./store');
  const kept = await strictly(['signatures'], (transaction) => transaction.objectStore('signatures').getAll());
  expect(kept).toEqual([]);
  await syncFor(null);
});

test('a record that it cannot read is still found among the others', async () => {
  isRefusing = ({ mutations }) => mutations.some(({ number }) => number === 2);
  const { syncFor, visits, outboxCount } = await opened();
  expect([visits.value.map(({ state }) => state).sort(), outboxCount.value]).toEqual([['received', 'refused'], 0]);
  await syncFor(null);
});
