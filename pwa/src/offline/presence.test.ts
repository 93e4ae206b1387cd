/** What is read in a client's home goes with the visit's record, with no network and through a phone that was restarted. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NOW, signIn, VISIT } from '../../build/other-side';
import type { RecordVisit } from '../api/schema';
import { beginVisit, changeOngoing, endVisit, recordPast } from './ongoing';
import { ongoing } from './signals';
import { readOutbox } from './store';
import { syncFor } from './sync';

let people = 0;
const DOOR = { voucherNumber: VISIT.voucherNumber, code: null, codeHolds: null, clientName: null, serviceCode: null };
const PRESENCE = { read: '012345', readAt: NOW };

beforeEach(async () => {
  people += 1;
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('network');
  });
  signIn(`anna-reads-${people}`);
  await syncFor(`anna-reads-${people}`);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
});

async function sent(): Promise<RecordVisit> {
  const [entry] = (await readOutbox()).outbox;
  return entry?.mutation.arguments as RecordVisit;
}

test('what was read during a visit outlives a restart and ends in its record', async () => {
  await beginVisit(DOOR);
  await changeOngoing({ also: { presence: PRESENCE } });
  await syncFor(null);
  await syncFor(`anna-reads-${people}`);
  expect(ongoing.value?.also).toEqual({ presence: PRESENCE });
  await endVisit();
  expect((await sent()).presence).toEqual(PRESENCE);
});

test('what was taken back is in no record, which is then that of an app of before', async () => {
  await beginVisit(DOOR);
  await changeOngoing({ also: { presence: PRESENCE } });
  await changeOngoing({ also: {} });
  await endVisit();
  expect(await sent()).not.toHaveProperty('presence');
});

test('a visit recorded afterwards carries it too', async () => {
  const visit = { ...DOOR, tasks: [], note: '', also: { presence: PRESENCE } };
  expect(await recordPast(visit, Date.now() - 60_000, Date.now())).toBeNull();
  expect((await sent()).presence).toEqual(PRESENCE);
});
