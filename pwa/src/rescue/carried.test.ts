/** A colleague's records stay on this phone until the county's signed receipt, or until it is of no use to carry them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, NOW, PROVISIONS, RECEIPT_KEY, reply, signIn } from '../../build/other-side';
import type { Deliver, DeliveryReply, Envelope, Push, Refusal } from '../api/schema';
import { newId } from '../offline/outbox';
import { closeStore } from '../offline/store';
import { sync, syncFor } from '../offline/sync';
import { receiptText } from '../rules/receipt';
import { carried, letGoOfRefused, readCarried, takeIn, toGive } from './carried';

let people = 0;
let bengt = '';
let brought: Deliver[] = [];
let answer: (delivered: Deliver) => Response;

beforeEach(async () => {
  people += 1;
  bengt = `bengt-who-carries-${people}`;
  brought = [];
  answer = takesAll;
  signIn(bengt);
  vi.stubGlobal('fetch', async (path: string, request: { body: string }) => {
    if (path.startsWith('/api/sync/pull')) return json(PROVISIONS);
    if (path === '/api/sync/push') return reply(bodyOf<Push>(request), []);
    const delivered = JSON.parse(request.body) as Deliver;
    brought.push(delivered);
    return answer(delivered);
  });
  await syncFor(bengt);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
});

function envelopes(count: number): Envelope[] {
  return Array.from({ length: count }, () => ({ id: newId(Date.now()), sealed: 'eyJ.. .a.b.c'.replace(' ', '') }));
}

function saying(delivered: Deliver, received: Envelope[], refusals: Refusal[], signer = RECEIPT_KEY): Response {
  const receipts = received.map(({ id }, place) => ({
    id,
    sequence: place + 1,
    sha256: 'ab'.repeat(32),
    receivedAt: NOW,
  }));
  const signature = receipts.length > 0 ? signer.sign(receiptText(delivered.device, receipts)) : null;
  return json({ serverTime: NOW, receipts, refusals, signature } satisfies DeliveryReply);
}

function takesAll(delivered: Deliver): Response {
  return saying(delivered, delivered.envelopes, []);
}

function refusal(id: string, slug: string, verdict: Refusal['verdict'] = 'refused'): Refusal {
  return { id, verdict, problem: { type: `/problems/${slug}`, title: slug, status: 409, detail: '', instance: '' } };
}

test('what was taken in goes with the next round, and leaves against its receipts', async () => {
  const [one, other] = envelopes(2) as [Envelope, Envelope];
  expect(await takeIn(bengt, [one])).toBe(1);
  expect(await takeIn(bengt, [one, other])).toBe(1);
  await sync();
  expect(new Set(brought.flatMap((delivered) => delivered.envelopes))).toEqual(new Set([one, other]));
  expect(await readCarried(bengt)).toEqual([]);
  await sync();
  expect(brought.length).toBe(1);
});

test.each([
  ['a portal', () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })],
  ['an empty answer', () => json({})],
  ['a server that is broken', () => json({ type: '/problems/broken', title: '', status: 500 }, 500)],
  ['receipts that nobody signed', (delivered: Deliver) => json({ ...unsigned(delivered), signature: null })],
])('%s takes nothing of it away', async (_, said) => {
  answer = said;
  await takeIn(bengt, envelopes(3));
  await sync();
  expect(brought.length).toBe(1);
  expect((await readCarried(bengt)).length).toBe(3);
});

function unsigned({ envelopes: all }: Deliver): object {
  const receipts = all.map(({ id }) => ({ id, sequence: 1, sha256: 'ab'.repeat(32), receivedAt: NOW }));
  return { serverTime: NOW, receipts, refusals: [] };
}

test('a held one is brought again, one that the server has refused and kept is not, one it could not keep stays', async () => {
  const [held, kept, strange] = envelopes(3) as [Envelope, Envelope, Envelope];
  answer = (delivered) =>
    saying(
      delivered,
      [],
      [
        refusal(held.id, 'visit-not-received', 'held'),
        refusal(kept.id, 'voucher-not-found'),
        refusal(strange.id, 'sealed-not-genuine'),
      ],
    );
  await takeIn(bengt, [held, kept, strange]);
  await sync();
  const left = new Map(carried.value.map(({ id, problem }) => [id, problem?.title]));
  expect(left).toEqual(
    new Map([
      [held.id, undefined],
      [strange.id, 'sealed-not-genuine'],
    ]),
  );
  await letGoOfRefused(bengt);
  expect(carried.value.map(({ id }) => id)).toEqual([held.id]);
});

test('one that the server cannot read does not hold up the others', async () => {
  const all = envelopes(5);
  const spoilt = all[2] as Envelope;
  answer = (delivered) =>
    delivered.envelopes.some(({ id }) => id === spoilt.id)
      ? json(
          { ...refusal('', 'invalid-request').problem, status: 400, errors: [{ pointer: '/envelopes/2/sealed' }] },
          400,
        )
      : takesAll(delivered);
  await takeIn(bengt, all);
  await sync();
  expect((await readCarried(bengt)).map(({ id, problem }) => [id, problem?.title])).toEqual([
    [spoilt.id, 'invalid-request'],
  ]);
});

test('what her own phone has sealed anew is taken in place of what was not taken in', async () => {
  const [before] = envelopes(1) as [Envelope];
  answer = ({ envelopes: brought }) =>
    brought[0]?.sealed === before.sealed
      ? json({ serverTime: NOW, receipts: [], refusals: [refusal(before.id, 'sealed-key-unknown')], signature: null })
      : takesAll({ device: '', envelopes: brought } as never);
  await takeIn(bengt, [before]);
  await sync();
  expect((await readCarried(bengt)).map(({ problem }) => problem?.title)).toEqual(['sealed-key-unknown']);
  expect(await takeIn(bengt, [before])).toBe(0);
  const anew = { ...before, sealed: `${before.sealed}anew` };
  expect(await takeIn(bengt, [anew])).toBe(1);
  expect((await readCarried(bengt)).map(({ sealed, problem }) => [sealed, problem])).toEqual([
    [anew.sealed, undefined],
  ]);
});

test('what is carried can be given on, should this phone die too', async () => {
  const all = envelopes(2);
  answer = () => json({}, 503);
  await takeIn(bengt, all);
  const { envelopes: given, unsealed } = await toGive(bengt);
  expect(new Map(given.map(({ id, sealed }) => [id, sealed]))).toEqual(
    new Map(all.map(({ id, sealed }) => [id, sealed])),
  );
  expect(unsealed).toBe(0);
});

test('what was saved before the sealing had been fetched is sealed as it is given', async () => {
  await syncFor(null);
  await closeStore();
  // The app has just been opened again: the server's key is known, what seals with it has not been fetched.
  vi.resetModules();
  const [{ followStore }, { append }, rescue, store] = await Promise.all([
    import('../offline/changes'),
    import('../offline/outbox'),
    import('./carried'),
    import('../offline/store'),
  ]);
  await followStore(bengt, () => new Promise(() => {}));
  const visit = { startedAt: NOW, endedAt: NOW, elapsedSeconds: 0, tasks: [], note: '' };
  const shown = { clientName: null, service: null, tasks: [] };
  await append('record_visit', { voucherNumber: '7K3M9QXD2FXN', code: null, ...visit }, shown);
  expect((await store.readOutbox(bengt)).outbox.map(({ sealed }) => sealed)).toEqual([null]);
  expect(await rescue.toGive(bengt)).toMatchObject({
    envelopes: [{ sealed: expect.stringContaining('.') }],
    unsealed: 0,
  });
  await store.closeStore();
});
