/** A phone that was told to be lost lets go of what can be read, and of nothing that waits to be sent. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, PROVISIONS, received, reply, SHOWN, signIn, VISIT } from '../../build/other-side';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import type { Deliver, Push } from '../api/schema';
import { deviceOf } from './enrolling';
import { append, NAMED } from './outbox';
import { warmUp } from './seal';
import { keptVisits, outboxCount, phoneStanding, provisions } from './signals';
import { closeStore, readAll, readOutbox } from './store';
import { sync, syncFor } from './sync';
import { lock, lockState, setPin } from './vault';

const ENDED = { type: '/problems/sign-in-needed', title: '', status: 401 };
const LOST = { type: '/problems/phone-lost', title: '', status: 403 };

let people = 0;
let anna = '';
/** What the phone is told by each door; envelopes that came, which are kept or not. */
let refusal: object | null = null;
let standing = 'in-use';
let isTaking = false;
let envelopes: string[] = [];
let asked: string[] = [];

beforeEach(async () => {
  people += 1;
  anna = `anna-who-loses-her-phone-${people}`;
  refusal = null;
  standing = 'in-use';
  isTaking = false;
  envelopes = [];
  asked = [];
  signIn(anna);
  await warmUp();
  vi.stubGlobal('fetch', async (path: string, request: { body: string }) => {
    asked.push(path);
    if (path === '/api/phones/standing') return json({ standing });
    if (path === '/api/sync/sealed') {
      if (!isTaking) throw new TypeError('no network');
      const told = JSON.parse(request.body) as Deliver;
      envelopes.push(...told.envelopes.map(({ sealed }) => sealed));
      return json({ serverTime: PROVISIONS.serverTime, receipts: [], refusals: [], signature: null });
    }
    if (refusal) return json(refusal, (refusal as typeof ENDED).status);
    if (path !== '/api/sync/push') {
      return json({ ...PROVISIONS, catalogue: { ...PROVISIONS.catalogue, sealingKey: SEALING_KEY } });
    }
    const push = bodyOf<Push>(request);
    return reply(
      push,
      push.mutations.map((one) => received(one, 1, 'accepted')),
    );
  });
  await syncFor(anna);
  await append('record_visit', VISIT, SHOWN);
  await sync();
  refusal = ENDED;
  await append('record_visit', VISIT, SHOWN);
  await sync();
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  await closeStore();
  localStorage.removeItem(`kotiseteli.told.${anna}`);
});

/** Everything that lies in her store, as whoever has the phone in hand could read it. */
async function everythingReadable(): Promise<string> {
  const { outbox, visits, ongoing, provisions: brought } = await readAll(anna);
  return JSON.stringify({ outbox, visits, ongoing, brought });
}

test.each([ENDED, LOST])('told to be lost by $type, it keeps of what waits the sealed copies alone', async (told) => {
  expect(await everythingReadable()).toContain('Kaikki hyvin.');
  refusal = told;
  standing = 'lost';
  isTaking = true;
  await sync();
  expect(phoneStanding.value).toBe('lost');
  expect(await everythingReadable()).not.toContain('Kaikki hyvin.');
  expect([keptVisits.value, provisions.value, outboxCount.value]).toEqual([[], null, 1]);
  const { outbox, unread } = await readOutbox(anna);
  expect([outbox.length, unread.length]).toEqual([0, 1]);
  const { mutation } = await unseal(unread[0]?.sealed ?? '');
  expect(mutation.arguments).toMatchObject({ note: 'Kaikki hyvin.' });
  envelopes = [];
  await sync();
  expect(phoneStanding.value).toBe('lost');
  expect(new Set(envelopes)).toEqual(new Set([unread[0]?.sealed]));
});

test('a locked phone lets go of it too, without its PIN', async () => {
  await setPin('271828');
  lock();
  standing = 'lost';
  isTaking = true;
  await sync();
  expect(lockState.value).toBe('open');
  expect(await everythingReadable()).not.toContain('Kaikki hyvin.');
  expect((await readOutbox(anna)).unread.length).toBe(1);
});

test('opened anew it still knows that it is lost, and forgets it when it is let in', async () => {
  standing = 'lost';
  isTaking = true;
  await sync();
  await syncFor(null);
  expect(phoneStanding.value).toBeNull();
  refusal = null;
  isTaking = false;
  const opening = syncFor(anna);
  await vi.waitFor(() => expect(phoneStanding.value).toBe('lost'));
  isTaking = true;
  await opening;
  await sync();
  expect(phoneStanding.value).toBeNull();
});

test('an ended employment takes what the server brought, and nothing that she has not sent', async () => {
  standing = 'ended';
  isTaking = true;
  await sync();
  expect(phoneStanding.value).toBe('ended');
  expect(provisions.value).toBeNull();
  const { outbox } = await readOutbox(anna);
  expect(outbox.map(({ mutation }) => mutation.arguments)).toMatchObject([{ note: 'Kaikki hyvin.' }]);
  expect(keptVisits.value.map(({ id }) => id)).toEqual([outbox[0]?.id]);
});

test('a phone that is in use keeps everything', async () => {
  isTaking = true;
  await sync();
  expect(asked).toContain('/api/phones/standing');
  expect(phoneStanding.value).toBeNull();
  expect(await everythingReadable()).toContain('Kaikki hyvin.');
});

test('a phone is taken into use under the name that it has for her, else under one that her store takes over', async () => {
  const { device } = await readOutbox(anna);
  expect(await deviceOf(anna)).toBe(device);
  const bengt = `bengt-who-joins-${people}`;
  const name = await deviceOf(bengt);
  expect(await deviceOf(bengt)).toBe(name);
  signIn(bengt);
  refusal = null;
  await syncFor(bengt);
  expect((await readOutbox(bengt)).device).toBe(name);
  await append('record_visit', VISIT, SHOWN);
  expect(localStorage.getItem(NAMED + bengt)).toBeNull();
  expect(await deviceOf(bengt)).toBe(name);
});
