/** What phone and server say to each other when a worker corrects or withdraws her own visits. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bodyOf, json, NOW, PROVISIONS, received, reply, Server, SHOWN, signIn, VISIT } from '../../build/other-side';
import type { CorrectVisit, Mutation, Push } from '../api/schema';
import { correct, discard, sendAnew, undo, withdraw } from './correcting';
import { append } from './outbox';
import type { Change, OwnVisit } from './own-visit';
import { outboxCount, visits } from './signals';
import { readOutbox, strictly } from './store';
import { bringNewest, sync, syncFor } from './sync';

let people = 0;
let anna = '';
let pushes: Push[] = [];
let server = new Server();
let network: 'up' | 'down' | 'answers-lost' = 'up';

beforeEach(() => {
  people += 1;
  anna = `anna-who-corrects-${people}`;
  pushes = [];
  server = new Server();
  network = 'up';
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  signIn(anna);
  vi.stubGlobal('fetch', async (path: string, asked: { body: string | ArrayBuffer }) => {
    if (network === 'down') throw new TypeError('network');
    if (path !== '/api/sync/push') return json({ ...PROVISIONS, visits: server.summaries() });
    const push = bodyOf<Push>(asked);
    if (push.mutations.length === 0) return reply(push, []);
    pushes.push(push);
    const verdicts = push.mutations.map((one) => server.verdictOn(one));
    if (network === 'answers-lost') throw new TypeError('network');
    return reply(push, verdicts);
  });
});

afterEach(async () => {
  await syncFor(null);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function record(): Promise<OwnVisit> {
  const id = await append('record_visit', VISIT, SHOWN);
  return visit(id);
}

function visit(id: string): OwnVisit {
  const found = visits.value.find((one) => one.id === id);
  if (!found) throw new Error('the visit is not shown');
  return found;
}

function later(shown: OwnVisit, note: string): Parameters<typeof correct>[1] {
  return { ...shown, endedAt: '2026-11-22T08:45:00Z', note };
}

async function outbox(): Promise<string[]> {
  return (await readOutbox()).outbox.map(({ mutation }) => mutation.name);
}

test('a visit corrected before it has left looks corrected at once, and both records go in their order', async () => {
  network = 'down';
  await syncFor(anna);
  const shown = await record();
  expect(await correct(shown, later(shown, 'Korjattu.'))).toBeNull();
  const { minutes, note, before, state } = visit(shown.id);
  expect([minutes, note, before?.minutes, state]).toEqual([45, 'Korjattu.', 30, 'on-this-phone']);
  expect(outboxCount.value).toBe(1);
  network = 'up';
  await sync();
  expect(pushes.at(-1)?.mutations.map(({ number, name }) => [number, name])).toEqual([
    [1, 'record_visit'],
    [2, 'correct_visit'],
  ]);
  const after = visit(shown.id);
  expect([after.state, after.minutes, after.note, after.before?.minutes]).toEqual(['received', 45, 'Korjattu.', 30]);
  expect([server.standingOf(shown.id).record, await outbox(), outboxCount.value]).toEqual([after.record, [], 0]);
});

test('what a correction keeps of the times keeps their running clock, and other times have none', async () => {
  network = 'down';
  await syncFor(anna);
  const shown = await record();
  await correct(shown, { ...shown, note: 'Vain sana.' });
  await correct(visit(shown.id), later(visit(shown.id), 'Ja aika.'));
  const { outbox: kept } = await readOutbox();
  expect(kept.map(({ mutation }) => (mutation.arguments as CorrectVisit).elapsedSeconds)).toEqual([1800, 1800, null]);
});

test('a second correction has seen the first, on the phone and on the server', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Ensin.'));
  await correct(visit(shown.id), later(shown, 'Sitten.'));
  const seen = (await readOutbox()).outbox.map(({ id, mutation }) => [(mutation.arguments as Change).seen, id]);
  expect([seen[0]?.[0], seen[1]?.[0]]).toEqual([shown.id, seen[0]?.[1]]);
  network = 'up';
  await sync();
  expect([visit(shown.id).note, visit(shown.id).toReview, server.standingOf(shown.id).versionsDiffer]).toEqual([
    'Sitten.',
    [],
    false,
  ]);
});

test('a withdrawn visit stays in sight with its content, and one that has not left sends both its records', async () => {
  network = 'down';
  await syncFor(anna);
  const shown = await record();
  await withdraw(shown, 'wrongClient');
  expect([visit(shown.id).isWithdrawn, visit(shown.id).note]).toEqual([true, VISIT.note]);
  network = 'up';
  await sync();
  const sent = pushes.at(-1);
  expect([sent?.highestNumber, sent?.mutations.map(({ number, name }) => [number, name])]).toEqual([
    2,
    [
      [1, 'record_visit'],
      [2, 'withdraw_visit'],
    ],
  ]);
  expect([visit(shown.id).isWithdrawn, visit(shown.id).state]).toEqual([true, 'received']);
});

test('what was withdrawn by mistake is put back before it has left, with no number missing', async () => {
  network = 'down';
  await syncFor(anna);
  const shown = await record();
  await withdraw(shown, 'didNotHappen');
  expect(await undo(visit(shown.id))).toBeNull();
  expect([visit(shown.id).isWithdrawn, visit(shown.id).minutes]).toEqual([false, 30]);
  network = 'up';
  await sync();
  expect(pushes.flatMap(({ mutations }) => mutations.map(({ number }) => number))).toEqual([1, 2, 3]);
  expect(server.standingOf(shown.id)).toMatchObject({ state: 'recorded', versionsDiffer: false });
  expect([visit(shown.id).isWithdrawn, visit(shown.id).state]).toEqual([false, 'received']);
});

test('a correction is undone to what the visit said before, also after it was received', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  await correct(visit(shown.id), later(shown, 'Virhe.'));
  await sync();
  await undo(visit(shown.id));
  await sync();
  expect([visit(shown.id).note, visit(shown.id).minutes, visit(shown.id).state]).toEqual([VISIT.note, 30, 'received']);
});

test('a correction whose receipt was lost is sent again and counts once', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'answers-lost';
  await correct(visit(shown.id), later(shown, 'Kerran.'));
  await sync();
  network = 'up';
  await sync();
  expect(server.records.get(shown.id)?.length).toBe(2);
  expect([visit(shown.id).note, visit(shown.id).state, visit(shown.id).toReview, await outbox()]).toEqual([
    'Kerran.',
    'received',
    [],
    [],
  ]);
});

test('a correction that overtakes its visit is held, says so, and goes when the visit has come', async () => {
  await syncFor(anna);
  const shown = await record();
  server.refusing.set(shown.id, 'voucher-not-found');
  await correct(shown, later(shown, 'Odottaa.'));
  await sync();
  expect([visit(shown.id).state, visit(shown.id).note]).toEqual(['refused', 'Odottaa.']);
  const asked = pushes.length;
  await sync();
  expect([pushes.length, outboxCount.value, await outbox()]).toEqual([asked, 0, ['record_visit', 'correct_visit']]);
  server.refusing.clear();
  await sendAnew(shown.id);
  await sync();
  expect([visit(shown.id).state, visit(shown.id).note, await outbox()]).toEqual(['received', 'Odottaa.', []]);
});

test('a held change keeps waiting with its reason, is not hidden by a pull, and is asked about again', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Odottaa.'));
  server.holding.add(visit(shown.id).record);
  network = 'up';
  await sync();
  await bringNewest();
  const { state, problem, note } = visit(shown.id);
  expect([state, problem?.title, note]).toEqual(['on-this-phone', 'visit-not-received', 'Odottaa.']);
  server.holding.clear();
  await sync();
  expect([visit(shown.id).state, visit(shown.id).problem]).toEqual(['received', null]);
});

test('a refused correction leaves the visit as it stood, with its reason, and holds up nothing', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Ei kelpaa.'));
  await sync();
  const refusedId = (await readOutbox()).outbox[0]?.id ?? '';
  server.refusing.set(refusedId, 'visit-too-long');
  network = 'up';
  const other = await record();
  await sync();
  const { note, state, minutes, refusedChange } = visit(shown.id);
  expect([note, state, minutes, refusedChange?.problem?.title]).toEqual([VISIT.note, 'received', 30, 'visit-too-long']);
  expect([visit(other.id).state, outboxCount.value]).toEqual(['received', 0]);
  await discard(refusedId);
  expect([visit(shown.id).refusedChange, visit(shown.id).note, await outbox()]).toEqual([null, VISIT.note, []]);
});

test('a correction over a refused one does not wait for it', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Ensin.'));
  await correct(visit(shown.id), later(shown, 'Sitten.'));
  await sync();
  server.refusing.set((await readOutbox()).outbox[0]?.id ?? '', 'visit-in-future');
  network = 'up';
  await sync();
  await sync();
  expect([visit(shown.id).note, visit(shown.id).toReview, server.standingOf(shown.id).versionsDiffer]).toEqual([
    'Sitten.',
    [],
    false,
  ]);
});

test('a new correction takes the place of a refused one', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Ei kelpaa.'));
  const edited = visit(shown.id);
  await sync();
  server.refusing.set((await readOutbox()).outbox[0]?.id ?? '', 'visit-in-future');
  network = 'up';
  await sync();
  // She was still on the correcting screen: what she had before her was the refused one.
  await correct(edited, later(shown, 'Kelpaa.'));
  await sync();
  expect([visit(shown.id).note, visit(shown.id).refusedChange, visit(shown.id).toReview]).toEqual([
    'Kelpaa.',
    null,
    [],
  ]);
  expect(await outbox()).toEqual([]);
});

test('a refused change sent again is one of the visit as it stands by then', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await correct(visit(shown.id), later(shown, 'Uusi nimi.'));
  await sync();
  const entry = (await readOutbox()).outbox[0];
  server.refusing.set(entry?.id ?? '', 'unknown-mutation');
  network = 'up';
  await sync();
  const theirs = { ...(entry?.mutation as Mutation), id: 'other-phone' };
  server.records.set(shown.id, [...(server.records.get(shown.id) ?? []), theirs]);
  await bringNewest();
  server.refusing.clear();
  await sendAnew(entry?.id ?? '');
  await sync();
  expect(server.standingOf(shown.id)).toEqual({ record: entry?.id, state: 'recorded', versionsDiffer: false });
});

test('a record whose number another has taken is sent again under a new one', async () => {
  await syncFor(anna);
  const shown = await record();
  server.refusing.set(shown.id, 'number-used-twice');
  await sync();
  server.refusing.clear();
  await sendAnew(shown.id);
  await sync();
  expect(pushes.at(-1)?.mutations.map(({ id, number }) => [id, number])).toEqual([[shown.id, 2]]);
  expect(visit(shown.id).state).toBe('received');
});

test('two phones with two truths: the one that holds is shown, and that a person chooses', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  const mine = visit(shown.id);
  const theirs: Mutation = {
    id: 'other-phone',
    number: 1,
    name: 'correct_visit',
    doneAt: NOW,
    arguments: { ...VISIT, visit: shown.id, seen: shown.id, note: 'Toinen totuus.' } as unknown as CorrectVisit,
  };
  server.records.set(shown.id, [...(server.records.get(shown.id) ?? []), theirs]);
  await correct(mine, later(shown, 'Oma totuus.'));
  await sync();
  expect([visit(shown.id).note, visit(shown.id).toReview]).toEqual(['Toinen totuus.', ['versions-differ']]);
  expect(await outbox()).toEqual([]);
});

test('a discarded recording takes with it what was to change it', async () => {
  await syncFor(anna);
  const shown = await record();
  server.refusing.set(shown.id, 'voucher-not-found');
  await withdraw(shown, 'wrongClient');
  await sync();
  await discard(shown.id);
  expect([visits.value, await outbox()]).toEqual([[], []]);
});

test('a change that is not proven to have been received stays on the phone', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  vi.stubGlobal('fetch', async (_: string, asked: { body: string | ArrayBuffer }) => {
    const push = bodyOf<Push>(asked);
    if (push.mutations.length === 0) return reply(push, []);
    return reply(
      push,
      push.mutations.map((one) => received({ ...one, number: 999 }, 1, 'accepted')),
    );
  });
  await withdraw(visit(shown.id), 'recordedTwice');
  await sync();
  expect([visit(shown.id).state, await outbox()]).toEqual(['on-this-phone', ['withdraw_visit']]);
});

test('a change that cannot be so is refused before it is written', async () => {
  await syncFor(anna);
  const shown = await record();
  const backwards = { ...shown, endedAt: shown.startedAt };
  expect(await correct(shown, backwards)).toBe('visit-ends-before-start');
  expect(await outbox()).toEqual(['record_visit']);
});

test('an old visit stays on the phone while a change of it waits', async () => {
  await syncFor(anna);
  const shown = await record();
  await sync();
  network = 'down';
  await withdraw(visit(shown.id), 'wrongClient');
  await sync();
  const old = { ...visit(shown.id), state: 'received', receivedAt: '2026-11-01T09:00:00Z' } as const;
  await strictly(['visits'], (transaction) => transaction.objectStore('visits').put(old));
  server.refusing.set((await readOutbox()).outbox[0]?.id ?? '', 'invalid-request');
  network = 'up';
  await sync();
  await bringNewest();
  expect(visit(shown.id).refusedChange).not.toBeNull();
});
