/** A visit that went otherwise than booked, on the phone: recorded with no network, corrected, and as apps of before sent it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, NOW, PROVISIONS, reply, Server, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { CorrectVisit, Push, RecordVisit } from '../api/schema';
import { correct, undo, withdraw } from './correcting';
import { changeOngoing, endVisit, recordPast } from './ongoing';
import { append } from './outbox';
import type { OwnVisit } from './own-visit';
import { ongoing, visits } from './signals';
import { ONLY, readOutbox, strictly } from './store';
import { bringNewest, sync, syncFor } from './sync';

let people = 0;
let server = new Server();
let isUp = true;

const NOBODY_OPENED = { code: 'not-at-home', bookedMinutes: 45 };
const DOOR = { voucherNumber: VISIT.voucherNumber, code: null, codeHolds: null, clientName: null, serviceCode: null };

beforeEach(async () => {
  people += 1;
  server = new Server();
  isUp = true;
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  signIn(`anna-at-the-door-${people}`);
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (!isUp) throw new TypeError('network');
    if (path !== '/api/sync/push') return json({ ...PROVISIONS, visits: server.summaries() });
    const push = bodyOf<Push>(asked);
    return reply(
      push,
      push.mutations.map((one) => server.verdictOn(one)),
    );
  });
  await syncFor(`anna-at-the-door-${people}`);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function shown(): OwnVisit {
  const [visit] = visits.value;
  if (!visit) throw new Error('no visit is shown');
  return visit;
}

async function sent(): Promise<(RecordVisit | CorrectVisit)[]> {
  return (await readOutbox()).outbox.map(({ mutation }) => mutation.arguments as RecordVisit);
}

test('nobody opens: it is recorded with no network, goes out with the next, and comes back as it was', async () => {
  isUp = false;
  const visit = { ...DOOR, tasks: [], note: '', deviation: NOBODY_OPENED };
  expect(await recordPast(visit, Date.parse(NOW) - 1, Date.parse(NOW))).toBeNull();
  expect([shown().state, shown().deviation, shown().minutes]).toEqual(['on-this-phone', NOBODY_OPENED, 1]);
  expect((await sent()).map(({ deviation }) => deviation)).toEqual([NOBODY_OPENED]);
  isUp = true;
  await sync();
  await bringNewest();
  expect([shown().state, shown().deviation]).toEqual(['received', NOBODY_OPENED]);
});

test('a visit that goes on is said to be extended, and ends as that', async () => {
  isUp = false;
  const { tasks: _, ...begun } = { ...DOOR, ...VISIT, id: '019ab000-0000-7000-8000-000000000001' };
  const clocks = { pageOrigin: 0, pageTime: 0, clockBehindMs: 0 };
  await strictly(['ongoing'], async (transaction) => {
    await transaction.objectStore('ongoing').put({ ...begun, ...clocks, tasks: [] }, ONLY);
  });
  await syncFor(null);
  await syncFor(`anna-at-the-door-${people}`);
  expect(ongoing.value?.id).toBe(begun.id);
  await changeOngoing({ deviation: { code: 'extended', bookedMinutes: 30 } });
  expect(await endVisit()).toBeNull();
  expect((await sent())[0]?.deviation).toEqual({ code: 'extended', bookedMinutes: 30 });
});

test('a record without a deviation is that of an app of before, and so is its correction', async () => {
  isUp = false;
  await append('record_visit', VISIT, SHOWN);
  await correct(shown(), { ...shown(), note: 'Toinen.' });
  for (const asked of await sent()) expect(Object.keys(asked)).not.toContain('deviation');
});

test('a deviation stays when something else is corrected, is taken away by null, and comes back by undoing', async () => {
  isUp = false;
  await append('record_visit', { ...VISIT, deviation: NOBODY_OPENED }, SHOWN);
  await correct(shown(), { ...shown(), note: 'Toinen.' });
  expect(shown().deviation).toEqual(NOBODY_OPENED);
  await correct(shown(), { ...shown(), deviation: null });
  expect([shown().deviation, shown().before?.deviation]).toEqual([null, NOBODY_OPENED]);
  await undo(shown());
  expect(shown().deviation).toEqual(NOBODY_OPENED);
  await withdraw(shown(), 'didNotHappen');
  expect([shown().isWithdrawn, shown().deviation]).toEqual([true, NOBODY_OPENED]);
  await undo(shown());
  expect((await sent()).map((asked) => asked.deviation)).toEqual([
    NOBODY_OPENED,
    NOBODY_OPENED,
    null,
    NOBODY_OPENED,
    undefined,
    NOBODY_OPENED,
  ]);
});

test('a correction of an app of before says nothing of a deviation: it is as it was', async () => {
  isUp = false;
  await append('record_visit', { ...VISIT, deviation: NOBODY_OPENED }, SHOWN);
  await correct(shown(), { ...shown(), note: 'Toinen.' });
  await strictly(['outbox'], async (transaction) => {
    const outbox = transaction.objectStore('outbox');
    const [, change] = await outbox.getAll();
    if (!change) throw new Error('no correction waits');
    const { deviation: _, ...ofBefore } = change.mutation.arguments as CorrectVisit;
    await outbox.put({ ...change, mutation: { ...change.mutation, arguments: ofBefore } });
  });
  await syncFor(null);
  await syncFor(`anna-at-the-door-${people}`);
  expect([shown().note, shown().deviation]).toEqual(['Toinen.', NOBODY_OPENED]);
});
