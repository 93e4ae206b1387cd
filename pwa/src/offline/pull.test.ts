/** What comes to the phone and what leaves it: by a cursor, and never anything of which something waits to be sent. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, NOW, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { ChangesSince, Push, VisitSummary } from '../api/schema';
import { correct } from './correcting';
import { append } from './outbox';
import { pull } from './pull';
import { outboxCount, provisions, visits } from './signals';
import { ONLY, strictly } from './store';
import { bringAllAnew, bringNewest, sync, syncFor } from './sync';

let people = 0;
let anna = '';
/** The addresses of the pulls, and what the next ones bring; then nothing new. */
let pulls: URL[] = [];
let bringing: Partial<ChangesSince>[] = [];
let isTaking = true;

beforeEach(() => {
  people += 1;
  anna = `anna-who-pulls-${people}`;
  pulls = [];
  bringing = [PROVISIONS];
  isTaking = true;
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') {
      pulls.push(new URL(path, 'http://phone'));
      return json({ ...PROVISIONS, catalogue: null, cursor: `after-${pulls.length}`, ...bringing.shift() });
    }
    const push = bodyOf<Push>(asked);
    if (!isTaking && push.mutations.length > 0) throw new TypeError('network');
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

function summary(id: string, told: Partial<VisitSummary> = {}): VisitSummary {
  const names = { clientName: 'Helvi', providerName: 'Kaneli', workerName: 'Anna' };
  const { voucherNumber, startedAt, endedAt, note } = VISIT;
  const times = { startedAt, endedAt, minutes: 30, receivedAt: NOW };
  const service = { fi: 'Kotihoito', sv: '', en: '' };
  const standing = { state: 'recorded' as const, toReview: [], record: id, attachments: [] };
  const went = { deviation: null, bookedMinutes: null, presence: 'not-asked' as const };
  return {
    id,
    voucherId: 'v',
    voucherNumber,
    ...names,
    service,
    ...times,
    tasks: [],
    note,
    ...went,
    ...standing,
    ...told,
  };
}

async function bring(next: Partial<ChangesSince>): Promise<void> {
  bringing = [next];
  await bringNewest();
}

function held(): string[] {
  return visits.value.map(({ id }) => id).sort();
}

test('the first pull asks for everything, the next ones for what is new since', async () => {
  await syncFor(anna);
  await bringNewest();
  await bringNewest();
  expect(pulls.map(({ searchParams }) => searchParams.get('after'))).toEqual([null, 'one', 'after-2']);
  expect(new Set(pulls.map(({ searchParams }) => searchParams.get('device'))).size).toBe(1);
  expect(pulls[0]?.searchParams.get('device')).toMatch(/^[\da-f-]{36}$/);
});

test('the catalogue stays while it has not changed, and a visit that is not told of stays too', async () => {
  await syncFor(anna);
  await bring({ visits: [summary('one'), summary('two')] });
  await bring({ visits: [summary('two', { note: 'Uusi.' })] });
  expect(held()).toEqual(['one', 'two']);
  expect(visits.value.find(({ id }) => id === 'two')?.note).toBe('Uusi.');
  expect(provisions.value?.provider.name).toBe(PROVISIONS.catalogue.provider.name);
  await bring({ catalogue: { ...PROVISIONS.catalogue, provider: { id: 'p', code: 1, name: 'Uusi Oy' } } });
  expect(provisions.value?.provider.name).toBe('Uusi Oy');
});

test('what is no longer in sight leaves the phone, the rest stays', async () => {
  await syncFor(anna);
  await bring({ visits: [summary('one'), summary('two')] });
  await bring({ inSight: ['two'] });
  expect(held()).toEqual(['two']);
  await bring({ inSight: [] });
  expect(held()).toEqual([]);
});

test('nothing with unsent work leaves the phone, whatever is in sight', async () => {
  await syncFor(anna);
  await bring({ visits: [summary('corrected'), summary('gone')] });
  isTaking = false;
  const own = await append('record_visit', VISIT, SHOWN);
  const shown = visits.value.find(({ id }) => id === 'corrected');
  if (!shown) throw new Error('it was brought');
  await correct(shown, { ...shown, note: 'Korjattu.' });
  await sync();
  isTaking = true;
  bringing = [{ inSight: [] }];
  await pull({ worker: anna, insist: () => undefined });
  expect(held()).toEqual([own, 'corrected'].sort());
  expect(outboxCount.value).toBe(2);
});

test('of a visit passed over because something of it waited, the pull is made anew from where it was', async () => {
  await syncFor(anna);
  await bring({ visits: [summary('one')] });
  const before = provisions.value?.cursor;
  isTaking = false;
  const shown = visits.value[0];
  if (!shown) throw new Error('it was brought');
  await correct(shown, { ...shown, note: 'Korjattu.' });
  await sync();
  bringing = [{ visits: [summary('one', { toReview: ['voucher-ended'] })], cursor: 'passed-over' }];
  await pull({ worker: anna, insist: () => undefined });
  expect([provisions.value?.cursor, visits.value[0]?.toReview]).toEqual([before, []]);
  isTaking = true;
  await sync();
  expect(pulls.at(-1)?.searchParams.get('after')).toBe(before);
});

test('a phone whose provisions were lost begins from the beginning', async () => {
  await syncFor(anna);
  await strictly(['provisions'], (transaction) => transaction.objectStore('provisions').delete(ONLY));
  // The page still holds the cursor of what is gone, and is told of no catalogue.
  await bring({ catalogue: null });
  bringing = [PROVISIONS];
  await bringNewest();
  expect(pulls.at(-1)?.searchParams.get('after')).toBeNull();
  expect(provisions.value?.provider.id).toBe('p');
});

test('everything is brought anew when she asks for it, and what waits stays', async () => {
  await syncFor(anna);
  isTaking = false;
  await append('record_visit', VISIT, SHOWN);
  expect(await bringAllAnew()).toBe(false);
  isTaking = true;
  bringing = [PROVISIONS];
  await sync();
  expect(pulls.at(-1)?.searchParams.get('after')).toBeNull();
  expect(visits.value.map(({ state }) => state)).toEqual(['received']);
});

test('what did not fit is known, until everything fits again', async () => {
  await syncFor(anna);
  await bring({ leftOut: 12 });
  expect(provisions.value?.leftOut).toBe(12);
  await bring({ leftOut: 0 });
  expect(provisions.value?.leftOut).toBe(0);
});

test('a visit that a later server tells to be settled or paid says so, one in a state unknown here is received', async () => {
  await syncFor(anna);
  const states = { settled: 'settled', paid: 'paid', disputed: null };
  await bring({ visits: Object.keys(states).map((state) => ({ ...summary(state), state: state as 'recorded' })) });
  expect(Object.fromEntries(visits.value.map(({ id, payment }) => [id, payment]))).toEqual(states);
  expect(new Set(visits.value.map(({ state }) => state))).toEqual(new Set(['received']));
});

test('receipts leave after thirteen months, and with the last of a reply its signature', async () => {
  await syncFor(anna);
  const [old, young] = ['2025-10-22T08:59:59Z', '2025-10-22T09:00:01Z'];
  await strictly(['receipts', 'signatures'], async (transaction) => {
    const rows = [
      ['a', old, 'first'],
      ['b', old, 'second'],
      ['c', young, 'second'],
    ] as const;
    for (const [id, receivedAt, signature] of rows) {
      await transaction.objectStore('receipts').put({ id, sha256: '', sequence: 1, receivedAt, signature });
    }
    for (const id of ['first', 'second']) {
      await transaction.objectStore('signatures').put({ id, text: '', key: '', value: '', isVerified: true });
    }
  });
  await bring({});
  const left = await strictly(['receipts', 'signatures'], async (transaction) => [
    await transaction.objectStore('receipts').getAllKeys(),
    await transaction.objectStore('signatures').getAllKeys(),
  ]);
  expect(left).toEqual([['c'], ['second']]);
});

const NOTHING_BROUGHT: [string, () => Response][] = [
  ['a captive portal', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ['a cut body', () => new Response('{"serverTime":', { headers: { 'Content-Type': 'application/json' } })],
  ['rubbish', () => json({ visits: 'many' })],
  ['no time', () => json({ ...PROVISIONS, serverTime: 'soon', inSight: [] })],
];

test.each(NOTHING_BROUGHT)('%s in place of a pull takes nothing away and moves no cursor', async (_, answer) => {
  await syncFor(anna);
  await bring({ visits: [summary('one')] });
  const before = provisions.value?.cursor;
  vi.stubGlobal('fetch', async () => answer());
  expect(await bringNewest()).toBe(false);
  expect([held(), provisions.value?.cursor]).toEqual([['one'], before]);
});
