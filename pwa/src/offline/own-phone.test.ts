/** What a worker does to her phone itself never touches what has not been sent. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { Push } from '../api/schema';
import { takeIn } from '../rescue/carried';
import { session } from '../session';
import { now } from './clock';
import { append, newId } from './outbox';
import { removeMyData, repair } from './own-phone';
import { oldestWaiting, visits } from './signals';
import { closeStore, readAll, readOutbox, strictly } from './store';
import { sync, syncFor } from './sync';

let people = 0;
let anna = '';
let isOnline = true;
let pulls: string[] = [];

beforeEach(async () => {
  people += 1;
  anna = `anna-who-cleans-up-${people}`;
  isOnline = true;
  pulls = [];
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, request: { body: string }) => {
    if (!isOnline) throw new TypeError('no network');
    if (path === '/api/session') return new Response(null, { status: 204 });
    if (path === '/api/sync/push') {
      const push = bodyOf<Push>(request);
      return reply(
        push,
        push.mutations.map((one) => received(one, 1, 'accepted')),
      );
    }
    pulls.push(path);
    return json({ ...PROVISIONS, inSight: visits.peek().map(({ id }) => id) });
  });
  await syncFor(anna);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
});

test('her data is not removed while a visit of hers, or of a colleague, is only here', async () => {
  isOnline = false;
  await append('record_visit', VISIT, SHOWN);
  await sync();
  await takeIn(anna, [{ id: newId(Date.now()), sealed: 'a..b.c.d' }]);
  expect(await removeMyData(anna)).toBe(2);
  expect((await readOutbox(anna)).outbox.length).toBe(1);
  expect(visits.value.length).toBe(1);
  expect(session.value?.person.id).toBe(anna);
});

test('when everything has been received nothing of her stays, and she is signed out', async () => {
  await append('record_visit', VISIT, SHOWN);
  await sync();
  expect(visits.value[0]?.state).toBe('received');
  expect(await removeMyData(anna)).toBe(0);
  expect(session.value).toBeNull();
  signIn(anna);
  isOnline = false;
  await syncFor(anna);
  const { outbox, visits: kept, provisions } = await readAll(anna);
  const receipts = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAll(), anna);
  expect([outbox, kept, provisions, receipts]).toEqual([[], [], null, []]);
});

test('a repair fetches everything anew and leaves the outbox as it is', async () => {
  await append('record_visit', VISIT, SHOWN);
  await sync();
  isOnline = false;
  await append('record_visit', { ...VISIT, note: 'Odottaa.' }, SHOWN);
  await sync();
  expect(await repair(anna)).toBe(false);
  expect(visits.value.length).toBe(2);
  const { outbox } = await readOutbox(anna);
  vi.stubGlobal('fetch', async (path: string) => {
    if (path === '/api/sync/push') throw new TypeError('no network for what is large');
    return json(PROVISIONS);
  });
  expect(await repair(anna)).toBe(false);
  expect((await readOutbox(anna)).outbox).toEqual(outbox);
});

test('a repair asks without a cursor', async () => {
  expect(await repair(anna)).toBe(true);
  expect(pulls.at(-1)).not.toMatch(/after=/);
});

test('how long the oldest has waited is told by its id', async () => {
  isOnline = false;
  // By the clock that stamps a record: the other side's, which stands still while the machine's goes on.
  const yesterday = now() - 86_400_000;
  await append('record_visit', VISIT, SHOWN, { doneAtMs: yesterday });
  await append('record_visit', VISIT, SHOWN);
  expect(oldestWaiting.value).toBe(yesterday);
});
