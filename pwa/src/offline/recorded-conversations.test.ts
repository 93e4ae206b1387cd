/** The replies that earlier releases got, word for word: what waits on a phone is taken by them as it was then. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import first from '../../../tests/vectors/conversations/first-storey.json';
import fourth from '../../../tests/vectors/conversations/fourth-storey.json';
import second from '../../../tests/vectors/conversations/second-storey.json';
import third from '../../../tests/vectors/conversations/third-storey.json';
import { bodyOf, json, PROVISIONS, signedReply, signIn } from '../../build/other-side';
import type { Push, PushReply, SignedReply } from '../api/schema';
import { ONLY, readOutbox, strictly } from './store';
import { sync, syncFor } from './sync';

type Exchange = { case: string; push: Push; reply: PushReply };
type SignedExchange = { case: string; push: Push; reply: SignedReply };

let people = 0;
let anna = '';
let reply: PushReply | null = null;

beforeEach(async () => {
  people += 1;
  anna = `anna-of-then-${people}`;
  reply = null;
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, { body }: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') return json(PROVISIONS);
    // That server did not know of what is packed.
    if (typeof body !== 'string') return json({ type: '/problems/not-json', title: '', status: 400 }, 400);
    return json(reply ?? { serverTime: PROVISIONS.serverTime, verdicts: [] });
  });
  await syncFor(anna);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
});

/** Put into the outbox what was sent then, by the device that it was. */
async function write({ device, mutations }: Push): Promise<void> {
  await strictly(['device', 'outbox'], async (transaction) => {
    const devices = transaction.objectStore('device');
    const highestNumber = Math.max(...mutations.map(({ number }) => number ?? 0));
    await devices.put({ ...(await devices.get(ONLY)), device, highestNumber }, ONLY);
    for (const mutation of mutations) {
      await transaction
        .objectStore('outbox')
        .put({ id: mutation.id, number: mutation.number, mutation, state: 'waiting' });
    }
  });
}

test.each([
  ['first', first],
  ['second', second],
  ['third', third],
] as unknown as [string, Exchange[]][])(
  'what the %s storey was told takes from the outbox what it took then',
  async (_, said) => {
    for (const exchange of said) {
      await write(exchange.push);
      reply = exchange.reply;
      await sync();
      const states = new Map((await readOutbox(anna)).outbox.map(({ id, state }) => [id, state]));
      for (const { id, verdict, receipt } of exchange.reply.verdicts) {
        expect([exchange.case, id, states.get(id)]).toEqual([exchange.case, id, receipt ? undefined : verdict]);
        if (!receipt) continue;
        const kept = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').get(id));
        expect(kept).toBeDefined();
      }
    }
  },
);

test('what the fourth storey was told, signed, takes from the outbox what it took then', async () => {
  const { receiptKeys, exchanges } = fourth as unknown as { receiptKeys: never[]; exchanges: SignedExchange[] };
  const catalogue = { ...PROVISIONS.catalogue, receiptKeys };
  let signed: SignedExchange | null = null;
  vi.stubGlobal('fetch', async (path: string, init: { body: string | ArrayBuffer }) => {
    if (path !== '/api/sync/push') return json({ ...PROVISIONS, catalogue });
    const push = bodyOf<Push>(init);
    return json(push.mutations.length === 0 ? signedReply(push, []) : signed?.reply);
  });
  for (signed of exchanges) {
    const { case: name, push, reply: told } = signed;
    await write(push);
    await sync();
    const states = new Map((await readOutbox(anna)).outbox.map(({ id, state }) => [id, state]));
    for (const { id, verdict } of told.refusals) expect([name, id, states.get(id)]).toEqual([name, id, verdict]);
    for (const [number, sequence] of told.receipts) {
      const id = push.mutations.find((one) => one.number === number)?.id ?? '';
      expect([name, id, states.get(id)]).toEqual([name, id, undefined]);
      const kept = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').get(id));
      expect(kept).toMatchObject({ number, sequence });
      const signature = await strictly(['signatures'], (transaction) =>
        transaction.objectStore('signatures').get(kept?.signature ?? ''),
      );
      expect(signature).toMatchObject({ ...told.signature });
    }
  }
});
