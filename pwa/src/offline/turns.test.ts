/** How the phone's rounds follow each other: after a save, by a timer, one tab at a time, none for longer than it may. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { Push } from '../api/schema';
import { now } from './clock';
import { correct } from './correcting';
import { beginVisit, endVisit, recordPast } from './ongoing';
import { append } from './outbox';
import { outboxCount, syncState, visits } from './signals';
import { sync, syncFor } from './sync';

const OPENING = {
  voucherNumber: VISIT.voucherNumber,
  code: null,
  codeHolds: null,
  clientName: null,
  serviceCode: null,
};
const HALF_HOUR_MS = 1_800_000;

let people = 0;
let anna = '';
let isUp = true;
let sent: string[] = [];
/** How long the phone meant to wait before its next round, each time. */
let waits: number[] = [];

beforeEach(() => {
  people += 1;
  anna = `anna-in-time-${people}`;
  isUp = true;
  sent = [];
  waits = [];
  signIn(anna);
  const setTimer = globalThis.setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms = 0) => {
    if (work !== sync) return setTimer(work, ms);
    waits.push(ms);
    return setTimer(() => undefined, 0);
  });
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (!isUp) throw new TypeError('network');
    if (path !== '/api/sync/push') return json(PROVISIONS);
    const push = bodyOf<Push>(asked);
    sent.push(...push.mutations.map(({ id }) => id));
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
});

afterEach(async () => {
  await syncFor(null);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A visit that could not be sent when it was recorded. */
async function waiting(): Promise<void> {
  isUp = false;
  await syncFor(anna);
  await append('record_visit', VISIT, SHOWN);
  await sync();
  expect([outboxCount.value, syncState.value]).toEqual([1, 'offline']);
  isUp = true;
}

test('leaving for the background begins no round', async () => {
  await waiting();
  const seen = Object.getOwnPropertyDescriptor(document, 'visibilityState') as PropertyDescriptor;
  Object.defineProperty(document, 'visibilityState', { ...seen, value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
  Object.defineProperty(document, 'visibilityState', seen);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([sent, outboxCount.value]).toEqual([[], 1]);
});

test('each save begins one: a visit that ends, one recorded afterwards, a correction', async () => {
  await syncFor(anna);
  await beginVisit(OPENING);
  expect(await endVisit()).toBeNull();
  await vi.waitFor(() => expect(sent.length).toBe(1));
  const endedAt = now() - HALF_HOUR_MS;
  expect(await recordPast({ ...OPENING, tasks: [], note: '' }, endedAt - HALF_HOUR_MS, endedAt)).toBeNull();
  await vi.waitFor(() => expect([sent.length, outboxCount.value]).toEqual([2, 0]));
  const shown = visits.value[0];
  if (!shown) throw new Error('it was recorded');
  expect(await correct(shown, { ...shown, note: 'Korjattu.' })).toBeNull();
  await vi.waitFor(() => expect([sent.length, outboxCount.value]).toEqual([3, 0]));
});

test('failure 05: by a timer that never gives up, doubling from two seconds to half a minute, spread by chance', async () => {
  isUp = false;
  await syncFor(anna);
  await append('record_visit', VISIT, SHOWN);
  waits = [];
  for (let round = 0; round < 40; round += 1) await sync();
  expect(waits.length).toBe(40);
  const bases = waits.map((_, failures) => Math.min(2_000 * 2 ** failures, 30_000));
  // The first round failed at start already.
  const [, ...expected] = [...bases, 30_000];
  for (const [place, ms] of waits.entries()) {
    expect(ms).toBeGreaterThanOrEqual((expected[place] ?? 0) * 0.5);
    expect(ms).toBeLessThanOrEqual((expected[place] ?? 0) * 1.5);
  }
  expect(new Set(waits.slice(10)).size).toBeGreaterThan(20);
});

test('coming back begins the waiting anew, and with nothing to send a quarter of an hour is enough', async () => {
  await waiting();
  isUp = false;
  for (let round = 0; round < 10; round += 1) await sync();
  waits = [];
  dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(waits.length).toBe(1));
  expect(waits[0]).toBeLessThanOrEqual(3_000);
  isUp = true;
  await sync();
  expect(waits.at(-1)).toBeGreaterThanOrEqual(450_000);
});

test('two tabs take turns: while another one is sending, this one waits and then has nothing to send', async () => {
  await waiting();
  let letGo: () => void = () => undefined;
  const held = navigator.locks.request(
    `kotiseteli-sync-${anna}`,
    () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      }),
  );
  const round = sync();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([sent, outboxCount.value]).toEqual([[], 1]);
  // What the other tab has sent meanwhile is received.
  const { sendAll } = await import('./round');
  await sendAll({ worker: anna, insist: () => undefined });
  letGo();
  await Promise.all([held, round]);
  expect([sent.length, outboxCount.value]).toEqual([1, 0]);
});

test('a connection that is only half dead is let go of, and the visit stays', async () => {
  await syncFor(anna);
  const limits: number[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    limits.push(ms);
    const controller = new AbortController();
    if (ms >= 10_000) queueMicrotask(() => controller.abort(new DOMException('late', 'TimeoutError')));
    return controller.signal;
  });
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
    // The line is held open and nothing ever comes.
    return new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  });
  await append('record_visit', VISIT, SHOWN);
  await sync();
  expect([outboxCount.value, syncState.value]).toEqual([1, 'offline']);
  expect(Math.max(...limits)).toBeLessThanOrEqual(15_000);
});
