/** When the phone sends: whenever it may be of use, by itself, and for as long as anything waits. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { Push } from '../api/schema';
import { append } from './outbox';
import { outboxCount, visits } from './signals';
import { closeStore, readOutbox } from './store';
import { sync, syncFor } from './sync';

/** Longer than any pause between two attempts, its jitter included. */
const LONGEST_PAUSE_MS = 45_000;

let people = 0;
let anna = '';
let attempts = 0;
let hasNetwork = true;
const registered = vi.fn();

beforeEach(() => {
  people += 1;
  anna = `anna-who-waits-${people}`;
  attempts = 0;
  hasNetwork = true;
  registered.mockReset();
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') return json(PROVISIONS);
    const push = bodyOf<Push>(asked);
    if (push.mutations.length > 0) attempts += 1;
    if (!hasNetwork) throw new TypeError('network');
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await syncFor(null);
  await closeStore();
  vi.unstubAllGlobals();
});

test('failure 05: a visit that is saved is on the disk, and is there when the app has been closed and opened', async () => {
  hasNetwork = false;
  await syncFor(anna);
  const id = await append('record_visit', VISIT, SHOWN);
  await syncFor(null);
  await closeStore();
  expect(visits.value).toEqual([]);
  hasNetwork = true;
  await syncFor(anna);
  expect(visits.value.map((visit) => [visit.id, visit.state])).toEqual([[id, 'received']]);
});

test('failure 05: after fifty attempts in vain a visit is tried again, and never put into a bucket of failures', async () => {
  await syncFor(anna);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  hasNetwork = false;
  await append('record_visit', VISIT, SHOWN);
  await sync();
  for (let round = 2; round <= 50; round += 1) {
    await vi.advanceTimersByTimeAsync(LONGEST_PAUSE_MS);
    await sync();
  }
  expect(attempts).toBeGreaterThanOrEqual(50);
  expect((await readOutbox()).outbox.map(({ state }) => state)).toEqual(['waiting']);
  const before = attempts;
  hasNetwork = true;
  await vi.advanceTimersByTimeAsync(LONGEST_PAUSE_MS);
  await vi.waitFor(() => expect(outboxCount.value).toBe(0));
  expect(attempts).toBe(before + 1);
});

const OCCASIONS: [string, () => void][] = [
  ['the network returns', () => dispatchEvent(new Event('online'))],
  ['the app comes to the front', () => document.dispatchEvent(new Event('visibilitychange'))],
  ['the page is shown again', () => dispatchEvent(new Event('pageshow'))],
  ['she signs in or opens the app', () => void syncFor(anna)],
  ['nothing happens but time', () => void vi.advanceTimersByTimeAsync(LONGEST_PAUSE_MS)],
];

test.each(OCCASIONS)('failure 06: a visit is sent by the app itself when %s', async (_, occasion) => {
  vi.stubGlobal('SyncManager', class {});
  vi.stubGlobal('navigator', {
    ...navigator,
    serviceWorker: { ready: Promise.resolve({ sync: { register: registered } }) },
  });
  await syncFor(anna);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  hasNetwork = false;
  await append('record_visit', VISIT, SHOWN);
  await sync();
  expect(outboxCount.value).toBe(1);
  hasNetwork = true;
  occasion();
  await vi.waitFor(() => expect(outboxCount.value).toBe(0));
  expect(registered).not.toHaveBeenCalled();
});
