/** The replies that earlier releases got, word for word: what waits on a phone is taken by them as it was then. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import first from '../../../tests/vectors/conversations/first-storey.json';
import second from '../../../tests/vectors/conversations/second-storey.json';
import third from '../../../tests/vectors/conversations/third-storey.json';
import { json, PROVISIONS, signIn } from '../../build/other-side';
import type { Push, PushReply } from '../api/schema';
import { readOutbox, strictly } from './store';
import { sync, syncFor } from './sync';

type Exchange = { case: string; push: Push; reply: PushReply };

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

test.each([
  ['first', first],
  ['second', second],
  ['third', third],
] as unknown as [string, Exchange[]][])(
  'what the %s storey was told takes from the outbox what it took then',
  async (_, said) => {
    for (const exchange of said) {
      await strictly(['outbox'], async (transaction) => {
        for (const mutation of exchange.push.mutations) {
          await transaction
            .objectStore('outbox')
            .put({ id: mutation.id, number: mutation.number, mutation, state: 'waiting' });
        }
      });
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
