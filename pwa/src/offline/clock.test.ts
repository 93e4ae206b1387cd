/** The three clocks: what is known of the server's, how old that is, and what a visit says of it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signIn, VISIT } from '../../build/other-side';
import type { CorrectVisit, RecordVisit } from '../api/schema';
import { timeQuality } from '../rules/visit';
import { clockBehindMs, knownClock, learnServerTime } from './clock';
import { correct } from './correcting';
import { beginVisit, endVisit, recordPast } from './ongoing';
import { visits } from './signals';
import { readOutbox } from './store';
import { syncFor } from './sync';

const OPENING = {
  voucherNumber: VISIT.voucherNumber,
  code: null,
  codeHolds: null,
  clientName: null,
  serviceCode: null,
};
const START = Date.parse('2026-11-22T08:00:00Z');
const HOUR_MS = 3_600_000;

let people = 0;
/** The page's running clock, which nobody can set. */
let ranMs = 0;

beforeEach(async () => {
  people += 1;
  localStorage.removeItem('kotiseteli.clock-behind');
  localStorage.removeItem('kotiseteli.clock-learnt');
  clockBehindMs.value = 0;
  ranMs = 0;
  vi.useFakeTimers({ now: START, toFake: ['Date'] });
  const origin = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => origin + ranMs);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  const anna = `anna-of-the-clock-${people}`;
  signIn(anna);
  await syncFor(anna);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await syncFor(null);
  vi.unstubAllGlobals();
});

/** Time goes by on both clocks of the phone. */
function pass(ms: number): void {
  ranMs += ms;
  vi.setSystemTime(Date.now() + ms);
}

/** The phone's clock is set by this much; the running one goes on. */
function setClock(byMs: number): void {
  vi.setSystemTime(Date.now() + byMs);
}

function hear(serverMs: number): void {
  learnServerTime(new Date(serverMs).toISOString(), Date.now(), Date.now());
}

async function lastSent(): Promise<RecordVisit & CorrectVisit> {
  return (await readOutbox()).outbox.at(-1)?.mutation.arguments as RecordVisit & CorrectVisit;
}

async function quality(): Promise<string> {
  const { startedAt, endedAt, elapsedSeconds, clock } = await lastSent();
  const lengthSeconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const clocks = { lengthSeconds, elapsedSeconds, offsetAgeSeconds: clock?.ageSeconds ?? null };
  return timeQuality({ ...clocks, differsAtSending: false });
}

test('a visit says what was known of the clock, and how long ago it was heard', async () => {
  hear(START + 90_500);
  pass(10 * 60_000);
  await beginVisit(OPENING);
  pass(30 * 60_000);
  await endVisit();
  const { clock, startedAt, elapsedSeconds } = await lastSent();
  expect(clock).toEqual({ offsetSeconds: 91, ageSeconds: 2400 });
  expect([startedAt, elapsedSeconds]).toEqual(['2026-11-22T08:11:30Z', 1800]);
  expect(await quality()).toBe('measured');
});

test('a phone that has never heard the server says nothing of its clock', async () => {
  await beginVisit(OPENING);
  pass(HOUR_MS);
  await endVisit();
  expect((await lastSent()).clock).toBeNull();
  expect(await quality()).toBe('unchecked');
});

test('failure 15: a clock three hours wrong is set right in what is sent, and the times are as good as any', async () => {
  setClock(3 * HOUR_MS);
  hear(START);
  await beginVisit(OPENING);
  pass(HOUR_MS);
  await endVisit();
  const { clock, startedAt, endedAt } = await lastSent();
  expect([startedAt, endedAt]).toEqual(['2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z']);
  expect(clock?.offsetSeconds).toBe(-3 * 3600);
  expect(await quality()).toBe('measured');
});

test('what was learnt more than a day ago is told with its age, and is no longer certain', async () => {
  hear(START);
  pass(25 * HOUR_MS);
  await recordPast({ ...OPENING, tasks: [], note: '' }, Date.now() - 2 * HOUR_MS, Date.now() - HOUR_MS);
  expect((await lastSent()).clock?.ageSeconds).toBe(25 * 3600);
  expect(await quality()).toBe('unchecked');
});

test('a clock that was set back since it was compared is not known any more', () => {
  hear(START);
  pass(HOUR_MS);
  setClock(-2 * HOUR_MS);
  expect(knownClock()).toBeNull();
  setClock(2 * HOUR_MS);
  expect(knownClock()).toEqual({ offsetSeconds: 0, ageSeconds: 3600 });
  // Not so far back that it seems to be before the comparison: the running clock tells all the same.
  setClock(-50 * 60_000);
  expect(knownClock()).toBeNull();
});

test('of a visit begun by a clock whose error became known only in it, nothing is claimed', async () => {
  setClock(3 * HOUR_MS);
  await beginVisit(OPENING);
  hear(START);
  pass(HOUR_MS);
  await endVisit();
  expect((await lastSent()).clock).toBeNull();
});

test.each([
  ['to winter time', '2026-10-25T00:30:00Z'],
  ['to summer time', '2026-03-29T00:30:00Z'],
])('the change %s in the middle of a visit leaves its length as it was', async (_, at) => {
  vi.setSystemTime(Date.parse(at));
  hear(Date.parse(at));
  await beginVisit(OPENING);
  pass(HOUR_MS);
  await endVisit();
  const { startedAt, endedAt } = await lastSent();
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBe(HOUR_MS);
  expect(await quality()).toBe('measured');
});

test('a correction of the times is told by the clock it was made by, one of other things by the first', async () => {
  hear(START);
  await beginVisit(OPENING);
  pass(HOUR_MS);
  await endVisit();
  pass(HOUR_MS);
  const shown = visits.value[0];
  if (!shown) throw new Error('it was recorded');
  await correct(shown, { ...shown, note: 'Lisätty.' });
  expect((await lastSent()).clock?.ageSeconds).toBe(3600);
  const now = visits.value[0];
  if (!now) throw new Error('it was corrected');
  await correct(now, { ...now, endedAt: '2026-11-22T08:45:00Z' });
  const { clock, elapsedSeconds } = await lastSent();
  expect([clock?.ageSeconds, elapsedSeconds]).toEqual([7200, null]);
});

test('a phone that has lost its day says an offset that the server can read', () => {
  vi.setSystemTime(86_400_000);
  hear(START);
  expect(knownClock()).toEqual({ offsetSeconds: 100_000_000, ageSeconds: 0 });
});
