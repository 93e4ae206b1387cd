/** A worker with two employers: what was recorded for one goes out under that one, also after she has gone over. */
import { createHash } from 'node:crypto';
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
  signIn,
  VISIT,
} from '../../build/other-side';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import type { Deliver, Push, SealedReceipt } from '../api/schema';
import { receiptText } from '../rules/receipt';
import { session } from '../session';
import { append } from './outbox';
import { contentOf } from './receipts';
import { warmUp } from './seal';
import { outboxCount } from './signals';
import { closeStore, readOutbox } from './store';
import { bringNewest, sync, syncFor } from './sync';

const KANELI = { id: '00000000-0000-4000-8000-000000000001', code: 1, name: 'Kaneli' };
const MAJAKKA = { id: '00000000-0000-4000-8000-000000000002', code: 2, name: 'Majakka' };

/** Under which employer each record has come: by the session of a push, or by what an envelope says. */
let came: Record<string, string> = {};
let pulls: string[] = [];
let hasNetwork = false;
/** Whether the server has told the key that records are sealed to. */
let hasKey = true;
let ritva = '';
let people = 0;

function worksFor(provider: typeof KANELI): void {
  if (session.value) session.value = { ...session.value, provider };
  localStorage.setItem('kotiseteli.session', JSON.stringify(session.value));
}

function here(): string {
  return session.peek()?.provider?.name ?? '';
}

beforeEach(async () => {
  people += 1;
  ritva = `ritva-of-two-${people}`;
  came = {};
  pulls = [];
  hasNetwork = true;
  hasKey = true;
  signIn(ritva);
  worksFor(KANELI);
  await warmUp();
  vi.stubGlobal('fetch', async (path: string, request: { body: string | ArrayBuffer }) => {
    if (!hasNetwork) throw new TypeError('no network');
    if (path === '/api/sync/sealed') return taken(JSON.parse(request.body as string));
    if (path !== '/api/sync/push') {
      pulls.push(here());
      const sealingKey = hasKey ? SEALING_KEY : null;
      return json({ ...PROVISIONS, catalogue: { ...PROVISIONS.catalogue, sealingKey } });
    }
    const push = bodyOf<Push>(request);
    for (const { id } of push.mutations) came[id] = `pushed for ${here()}`;
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
  await syncFor(ritva);
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
});

async function taken({ device, envelopes }: Deliver): Promise<Response> {
  const receipts: SealedReceipt[] = [];
  for (const { id, sealed } of envelopes) {
    const { mutation, provider } = await unseal(sealed);
    came[id] = `sealed for ${[KANELI, MAJAKKA].find((one) => one.id === provider)?.name}`;
    const sha256 = createHash('sha256').update(contentOf(mutation)).digest('hex');
    receipts.push({ id, sequence: 1, sha256, receivedAt: NOW });
  }
  return json({ serverTime: NOW, receipts, refusals: [], signature: RECEIPT_KEY.sign(receiptText(device, receipts)) });
}

test('what was recorded for one employer before the change goes to it, and what comes after to the other', async () => {
  hasNetwork = false;
  const first = await append('record_visit', VISIT, SHOWN);
  await sync();
  worksFor(MAJAKKA);
  const second = await append('record_visit', VISIT, SHOWN);
  hasNetwork = true;
  await sync();
  expect(came).toEqual({ [first]: 'sealed for Kaneli', [second]: 'pushed for Majakka' });
  expect(outboxCount.value).toBe(0);
});

test('a record that could not be sealed at once is sealed later for the employer it was made for', async () => {
  await syncFor(null);
  ritva = `${ritva}-without-key`;
  hasKey = false;
  signIn(ritva);
  worksFor(KANELI);
  await syncFor(ritva);
  hasNetwork = false;
  const first = await append('record_visit', VISIT, SHOWN);
  expect((await readOutbox(ritva)).outbox.map(({ sealed }) => sealed)).toEqual([null]);
  worksFor(MAJAKKA);
  hasNetwork = true;
  hasKey = true;
  await syncFor(ritva);
  await bringNewest();
  await sync();
  expect(came).toEqual({ [first]: 'sealed for Kaneli' });
});

test('her visits are brought anew as soon as she has gone over', async () => {
  expect(pulls).toEqual(['Kaneli']);
  await syncFor(ritva);
  await sync();
  expect(pulls).toEqual(['Kaneli']);
  worksFor(MAJAKKA);
  await syncFor(ritva);
  await sync();
  expect(pulls).toEqual(['Kaneli', 'Majakka']);
});
