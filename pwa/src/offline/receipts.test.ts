/** What counts as a receipt: the number, the hash and the county's signature together, and nothing less. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bodyOf,
  json,
  NOW,
  PROVISIONS,
  RECEIPT_KEY,
  received,
  reply,
  SHOWN,
  SigningKey,
  signedReply,
  signIn,
  VISIT,
} from '../../build/other-side';
import type { ChangesSince, Push, SignedReply } from '../api/schema';
import { append } from './outbox';
import { outboxCount, syncState, visits } from './signals';
import { type KeptReceipt, type KeptSignature, readOutbox, strictly } from './store';
import { sync, syncFor } from './sync';

type Answer = (push: Push) => Response | Promise<Response>;
interface Asked {
  path: string;
  headers: Record<string, string>;
  body: string | ArrayBuffer;
}

let people = 0;
let anna = '';
let asked: Asked[] = [];
let answers: Answer[] = [];
let brought: ChangesSince = PROVISIONS;

beforeEach(() => {
  people += 1;
  anna = `anna-with-receipts-${people}`;
  asked = [];
  answers = [];
  brought = PROVISIONS;
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, request: Omit<Asked, 'path'>) => {
    asked.push({ path, ...request });
    if (path !== '/api/sync/push') return json(brought);
    const push = bodyOf<Push>(request);
    if (push.mutations.length === 0) return reply(push, []);
    return (answers.shift() ?? taking)(push);
  });
});

afterEach(async () => {
  await syncFor(null);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function takenAll(push: Push) {
  return push.mutations.map((one, place) => received(one, 100 + place, 'accepted'));
}

const taking: Answer = (push) => reply(push, takenAll(push));

async function record(times = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let time = 0; time < times; time += 1) ids.push(await append('record_visit', VISIT, SHOWN));
  return ids;
}

function states(): string[] {
  return visits.value.map(({ state }) => state);
}

async function proofs(): Promise<{ receipts: KeptReceipt[]; signatures: KeptSignature[] }> {
  return strictly(['receipts', 'signatures'], async (transaction) => ({
    receipts: await transaction.objectStore('receipts').getAll(),
    signatures: await transaction.objectStore('signatures').getAll(),
  }));
}

function pushes(): Push[] {
  const sent = asked.filter(({ path }) => path === '/api/sync/push').map((one) => bodyOf<Push>(one));
  return sent.filter(({ mutations }) => mutations.length > 0);
}

test('each receipt is kept with its number, and names the one signature of its reply', async () => {
  await syncFor(anna);
  const ids = await record(3);
  await sync();
  const { receipts, signatures } = await proofs();
  expect(signatures.length).toBe(1);
  const { id, key, text, isVerified } = signatures[0] as KeptSignature;
  expect([key, isVerified]).toEqual([RECEIPT_KEY.told.id, true]);
  expect(receipts.map((one) => [one.id, one.number, one.signature])).toEqual(ids.map((one, at) => [one, at + 1, id]));
  for (const { id: record, sha256, sequence } of receipts) {
    expect(text).toContain(`${record} ${sha256} ${sequence} ${NOW}\n`);
  }
});

test('a reply in another order than was sent is kept to whom each receipt belongs', async () => {
  await syncFor(anna);
  const [first, second] = await record(2);
  answers = [(push) => reply(push, takenAll(push).reverse())];
  await sync();
  const { receipts } = await proofs();
  expect(receipts.map(({ id, sequence }) => [id, sequence])).toEqual([
    [first, 100],
    [second, 101],
  ]);
  expect(outboxCount.value).toBe(0);
});

/** A reply as it should be, with something in it changed afterwards. */
function spoilt(spoil: (answer: SignedReply) => unknown): Answer {
  return (push) => {
    const answer = signedReply(push, takenAll(push));
    return json(spoil(answer) ?? answer);
  };
}

const hashOfNothing = '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU';
const NO_RECEIPTS: [string, Answer][] = [
  ['a signature by another key of the same name', (push) => json(signedReply(push, takenAll(push), { key: impostor }))],
  ["another phone's receipts", (push) => json(signedReply(push, takenAll(push), { device: crypto.randomUUID() }))],
  ['no signature', spoilt((answer) => ({ ...answer, signature: null }))],
  [
    'a signature in no letters of base64url',
    spoilt((answer) => ({ ...answer, signature: { key: RECEIPT_KEY.told.id, value: '!' } })),
  ],
  ['a hash changed after signing', spoilt((answer) => ({ ...answer, hashes: hashOfNothing }))],
  ['half a hash', spoilt(({ hashes, ...answer }) => ({ ...answer, hashes: hashes.slice(0, 20) }))],
  ['no hashes', spoilt(({ hashes: _, ...answer }) => answer)],
  ['a change number changed after signing', spoilt((answer) => ({ ...answer, receipts: [[1, 7, null]] }))],
  ['a moment changed after signing', spoilt((answer) => ({ ...answer, serverTime: '2026-11-22T09:00:01Z' }))],
  ['a receipt of a number that was not sent', spoilt((answer) => ({ ...answer, receipts: [[77, 100, null]] }))],
  [
    'a signed hash of another content',
    (push) =>
      reply(
        push,
        push.mutations.map((one) => received({ ...one, number: 999 }, 1, 'accepted')),
      ),
  ],
  ['rows that are no rows', spoilt((answer) => ({ ...answer, receipts: [null, 1, {}] }))],
  ['half of a reply', spoilt(({ receipts, serverTime }) => ({ receipts, serverTime }))],
  ['words', () => json('received')],
];
const impostor = new SigningKey();
impostor.told.id = RECEIPT_KEY.told.id;

test.each(NO_RECEIPTS)('%s: no receipt, the visit stays, and the next round delivers it', async (_, answer) => {
  await syncFor(anna);
  await record();
  answers = [answer];
  await sync();
  expect([states(), outboxCount.value, (await proofs()).receipts]).toEqual([['on-this-phone'], 1, []]);
  await sync();
  expect([states(), outboxCount.value]).toEqual([['received'], 0]);
});

test('of several receipts in one signed reply, only that with the right hash counts', async () => {
  await syncFor(anna);
  const [first] = await record(2);
  answers = [
    (push) => {
      const [one, other] = push.mutations;
      if (!one || !other) throw new Error('two were recorded');
      return reply(push, [received(one, 1, 'accepted'), received({ ...other, number: 999 }, 2, 'accepted')]);
    },
  ];
  await sync();
  expect((await proofs()).receipts.map(({ id }) => id)).toEqual([first]);
  expect(outboxCount.value).toBe(1);
});

test('receipts by a key that has not come yet are held against the keys of a pull made first', async () => {
  await syncFor(anna);
  const newKey = new SigningKey();
  brought = {
    ...PROVISIONS,
    catalogue: { ...PROVISIONS.catalogue, receiptKeys: [newKey.told, RECEIPT_KEY.told] },
  };
  await record();
  answers = [(push) => json(signedReply(push, takenAll(push), { key: newKey }))];
  await sync();
  expect([states(), (await proofs()).signatures[0]?.key]).toEqual([['received'], newKey.told.id]);
});

test('a key that the server does not tell of either proves nothing', async () => {
  await syncFor(anna);
  await record();
  answers = [(push) => json(signedReply(push, takenAll(push), { key: impostor_of_no_name }))];
  await sync();
  expect([states(), outboxCount.value, syncState.value]).toEqual([['on-this-phone'], 1, 'offline']);
});
const impostor_of_no_name = new SigningKey();

test('a browser without Ed25519 keeps the receipt by its hash, and says that nothing was checked', async () => {
  await syncFor(anna);
  vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('unknown', 'NotSupportedError'));
  await record();
  await sync();
  const { receipts, signatures } = await proofs();
  expect([states(), signatures[0]?.isVerified]).toEqual([['received'], false]);
  expect(receipts[0]?.signature).toBe(signatures[0]?.id);
});

test('a push is packed where the browser can, and goes as it is where it cannot', async () => {
  await syncFor(anna);
  await record(20);
  await sync();
  const packed = asked.findLast(({ path }) => path === '/api/sync/push');
  expect([packed && bodyOf<Push>(packed).mutations.length, packed?.headers['Content-Encoding']]).toEqual([20, 'gzip']);
  expect(new Blob([packed?.body ?? '']).size).toBeLessThan(8_000);
  vi.stubGlobal('CompressionStream', undefined);
  await record();
  await sync();
  const plain = asked.findLast(({ path }) => path === '/api/sync/push');
  expect([typeof plain?.body, plain?.headers['Content-Encoding']]).toEqual(['string', undefined]);
  expect(outboxCount.value).toBe(0);
});

test('a phone that the server does not know yet tells of itself before anything waits, and once', async () => {
  await syncFor(anna);
  await sync();
  const told = asked.filter(({ path }) => path === '/api/sync/push').map((one) => bodyOf<Push>(one));
  expect(told.length).toBe(1);
  expect(told[0]).toMatchObject({ protocol: 2, phone: { storageKept: null, lostVisits: 0 }, mutations: [] });
  expect(told[0]?.writeTokenHash).toMatch(/^[\w-]{43}$/);
  const { isKnown, token } = await readOutbox();
  expect([isKnown, told[0]?.writeTokenHash === token]).toEqual([true, false]);
  await record();
  await sync();
  expect(pushes()[0]?.writeTokenHash).toBeNull();
});
