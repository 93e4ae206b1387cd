/** The doors of a round: brought once, in the box with it, and gone when their time is over, also without a network. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, reply, signIn } from '../../build/other-side';
import type { ChangesSince, DoorOnRound, PlannedAtDoor, Push } from '../api/schema';
import { learnServerTime } from './clock';
import { begun } from './connection';
import { dropOldDoors } from './door-notes';
import { provisions } from './signals';
import { bringNewest, syncFor } from './sync';

const HOUR_MS = 3_600_000;
let people = 0;
let anna = '';
let asked: URL[] = [];
let answers: (() => unknown)[] = [];
let bringing: Partial<ChangesSince>[] = [];

beforeEach(() => {
  people += 1;
  anna = `anna-at-doors-${people}`;
  asked = [];
  answers = [];
  bringing = [{ ...PROVISIONS, round: round(Date.now() + HOUR_MS) }];
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, init: { body: string | ArrayBuffer }) => {
    if (path.startsWith('/api/door-notes')) {
      asked.push(new URL(path, 'http://phone'));
      return json(answers.shift()?.() ?? { mark: 'one', doors: null });
    }
    if (path !== '/api/sync/push') {
      const next = { ...PROVISIONS, catalogue: null, cursor: 'on', ...bringing.shift() };
      return json({ ...next, serverTime: new Date().toISOString() });
    }
    const push = bodyOf<Push>(init);
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
});

function round(startsMs: number): NonNullable<ChangesSince['round']> {
  const startsAt = new Date(startsMs).toISOString();
  const [firstDay = ''] = startsAt.split('T');
  const plan = { voucherNumber: '000000000101', clientName: 'Helvi', serviceCode: 1, withWorkers: [] };
  const visit: PlannedAtDoor = { id: 'plan', ...plan, startsAt, endsAt: startsAt, changedAt: startsAt };
  return { firstDay, lastDay: firstDay, visits: [visit], leftOut: 0 };
}

function door(untilMs: number): DoorOnRound {
  const words = { address: 'Koivutie 1', door: '', key: 'Koukku 12', safety: [], lastNotes: [] };
  return { visits: ['plan'], ...words, hasSafetyBan: false, until: new Date(untilMs).toISOString() };
}

function kept(): string[] | undefined {
  return provisions.value?.doors?.doors.map(({ address }) => address);
}

test('the doors of the round come with it, and are asked for anew only as far as they have changed', async () => {
  answers = [() => ({ mark: 'one', doors: [door(Date.now() + HOUR_MS)] })];
  await syncFor(anna);
  await bringNewest();
  expect(kept()).toEqual(['Koivutie 1']);
  await bringNewest();
  expect(asked.at(-1)?.searchParams.get('have')).toBe('one');
  expect(kept()).toEqual(['Koivutie 1']);
});

test('a round of later days alone asks for no door', async () => {
  bringing = [{ ...PROVISIONS, round: round(Date.now() + 72 * HOUR_MS) }];
  await syncFor(anna);
  await bringNewest();
  expect(asked).toEqual([]);
});

test('a door goes when its time is over, with no network, and comes whole when it is asked for again', async () => {
  answers = [() => ({ mark: 'one', doors: [door(Date.now() + HOUR_MS), door(Date.now() + 3 * HOUR_MS)] })];
  await syncFor(anna);
  await bringNewest();
  expect(kept()).toHaveLength(2);
  learnServerTime(new Date(Date.now() + 2 * HOUR_MS).toISOString(), Date.now(), Date.now());
  await dropOldDoors(anna);
  expect(kept()).toHaveLength(1);
  expect(provisions.value?.doors?.mark).toBe('');
  learnServerTime(new Date(Date.now() + 4 * HOUR_MS).toISOString(), Date.now(), Date.now());
  await dropOldDoors(anna);
  expect(kept()).toEqual([]);
  learnServerTime(new Date().toISOString(), Date.now(), Date.now());
});

test('a server without doors, or none at all, costs the round nothing', async () => {
  answers = [
    () => {
      throw new TypeError('network');
    },
  ];
  await syncFor(anna);
  await bringNewest();
  expect(provisions.value?.round?.visits).toHaveLength(1);
  expect(kept()).toBeUndefined();
});

test('no address lies in clear on the phone', async () => {
  answers = [() => ({ mark: 'one', doors: [door(Date.now() + HOUR_MS)] })];
  await syncFor(anna);
  await bringNewest();
  const transaction = await begun(anna, (database) => database.transaction(['provisions']));
  const rows = await transaction.objectStore('provisions').getAll();
  expect(rows).toHaveLength(1);
  const lying = JSON.stringify(rows, (_, value) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
  expect(lying).not.toContain('Koivutie');
});
