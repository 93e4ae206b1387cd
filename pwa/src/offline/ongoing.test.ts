/** The visit going on: in the store at each change, recorded once, told by one clock. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { session } from '../session';
import { announce } from './changes';
import { clockBehindMs, learnServerTime, now } from './clock';
import { abandonOngoing, beginVisit, changeOngoing, endVisit, recordPast } from './ongoing';
import { newId } from './outbox';
import { ongoing, visits } from './signals';
import { readAll, readOutbox } from './store';
import { syncFor } from './sync';

const OPENING = {
  voucherNumber: '7K3M9QXD2FXN',
  code: null,
  codeHolds: null,
  clientName: 'Helvi Nieminen',
  serviceCode: null,
};
const WASH = { slug: 'wash', name: { fi: 'Pesu', sv: 'Tvätt', en: 'Washing' }, done: true, reason: null };
const MEAL = { ...WASH, slug: 'meal', done: false };

let people = 0;

beforeEach(async () => {
  people += 1;
  const person = { id: `anna-at-work-${people}`, name: 'Anna Laine', language: 'fi' };
  const own = { csrfToken: '', hasOtherMemberships: false };
  session.value = { person, role: 'worker', provider: null, organiser: null, clients: [], ...own, demo: true };
  localStorage.setItem('kotiseteli.session', JSON.stringify(session.value));
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  clockBehindMs.value = 0;
  localStorage.removeItem('kotiseteli.clock-behind');
  await syncFor(person.id);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await syncFor(null);
  vi.unstubAllGlobals();
});

test('a visit begun is in the store, with each change, until it is ended', async () => {
  await beginVisit(OPENING);
  await changeOngoing({ tasks: [WASH, MEAL], note: 'Kaikki hyvin.' });
  expect((await readAll()).ongoing).toMatchObject({ note: 'Kaikki hyvin.', clientName: 'Helvi Nieminen' });
  expect(await endVisit()).toBeNull();
  expect([(await readAll()).ongoing, ongoing.value]).toEqual([null, null]);
  const [entry] = (await readOutbox()).outbox;
  expect(entry?.mutation.arguments).toMatchObject({ note: 'Kaikki hyvin.', elapsedSeconds: 0 });
});

test('a task left untouched is not recorded as left undone', async () => {
  await beginVisit(OPENING);
  await changeOngoing({ tasks: [WASH, MEAL, { ...MEAL, slug: 'sauna', reason: 'Aika ei riittänyt' }] });
  await endVisit();
  const [entry] = (await readOutbox()).outbox;
  expect(entry?.mutation.arguments).toMatchObject({
    tasks: [
      { slug: 'wash', done: true, reason: null },
      { slug: 'sauna', done: false, reason: 'Aika ei riittänyt' },
    ],
  });
});

test('a second visit does not take the place of the one going on', async () => {
  await beginVisit(OPENING);
  await beginVisit({ ...OPENING, voucherNumber: '4T8W6YHB5NFQ' });
  expect(ongoing.value?.voucherNumber).toBe('7K3M9QXD2FXN');
});

test('ended twice at once, a visit is recorded once', async () => {
  await beginVisit(OPENING);
  await Promise.all([endVisit(), endVisit()]);
  expect((await readOutbox()).outbox.length).toBe(1);
});

test('a visit begun by mistake leaves nothing behind', async () => {
  await beginVisit(OPENING);
  await abandonOngoing();
  expect([ongoing.value, (await readOutbox()).outbox]).toEqual([null, []]);
});

test('a visit that ends before it began is refused and goes on', async () => {
  await beginVisit(OPENING);
  expect(await endVisit(Date.now() - 60_000)).toBe('visit-ends-before-start');
  expect(ongoing.value).not.toBeNull();
});

const TEN_PAST_TEN = Date.parse('2026-11-22T10:10:00Z');

/** Half an hour of the page's running clock, and this much on the phone's own. */
function passHalfAnHour(onThePhoneMs: number): void {
  const ran = performance.now() + 1_800_000;
  vi.spyOn(performance, 'now').mockReturnValue(ran);
  vi.setSystemTime(Date.now() + onThePhoneMs);
}

test('an error of the clock that is learnt in the middle does not change the length', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:10:00Z') });
  await beginVisit(OPENING);
  passHalfAnHour(1_800_000);
  learnServerTime('2026-11-22T10:30:00Z', Date.now(), Date.now());
  expect(await endVisit()).toBeNull();
  expect(visits.value[0]?.minutes).toBe(30);
});

test.each([
  ['forward', 5_400_000],
  ['back', -1_800_000],
])('a clock set %s during the visit does not change its length', async (_, onThePhoneMs) => {
  vi.useFakeTimers({ toFake: ['Date'], now: TEN_PAST_TEN });
  await beginVisit(OPENING);
  passHalfAnHour(onThePhoneMs);
  expect(await endVisit()).toBeNull();
  expect(visits.value[0]?.minutes).toBe(30);
});

test('a phone that slept during the visit does not shorten it, though the running clock stood still', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: TEN_PAST_TEN });
  await beginVisit(OPENING);
  Object.assign(document, { visibilityState: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
  Object.assign(document, { visibilityState: 'visible' });
  passHalfAnHour(3_600_000);
  expect(await endVisit()).toBeNull();
  expect(visits.value[0]?.minutes).toBe(60);
});

test.each([
  ['forward', 5_400_000],
  ['back', -1_800_000],
])('a clock set %s while the page was closed is made up for by what the server says', async (_, onThePhoneMs) => {
  vi.useFakeTimers({ toFake: ['Date'], now: TEN_PAST_TEN });
  learnServerTime('2026-11-22T10:10:00Z', Date.now(), Date.now());
  await beginVisit(OPENING);
  vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(1);
  passHalfAnHour(onThePhoneMs);
  learnServerTime('2026-11-22T10:40:00Z', Date.now(), Date.now());
  expect(await endVisit()).toBeNull();
  expect(visits.value[0]?.minutes).toBe(30);
});

test('a change being written is not undone on the screen by an earlier reading of the store', async () => {
  await beginVisit(OPENING);
  const shown: unknown[] = [];
  const reading = announce();
  const changing = changeOngoing({ note: 'Kaikki hyvin.' });
  const stop = ongoing.subscribe((visit) => shown.push(visit?.note));
  await Promise.all([reading, changing]);
  stop();
  expect(new Set(shown)).toEqual(new Set(['Kaikki hyvin.']));
});

test('a visit is ended as it is stored, and its other tabs hear of each change', async () => {
  await beginVisit(OPENING);
  const otherTab = new BroadcastChannel(`kotiseteli-anna-at-work-${people}`);
  const heard = new Promise((resolve) => {
    otherTab.onmessage = ({ data }) => resolve(data);
  });
  const stale = ongoing.value;
  await changeOngoing({ note: 'Toisesta ikkunasta.' });
  expect(await heard).toBe('changed');
  otherTab.close();
  ongoing.value = stale;
  await endVisit();
  expect((await readOutbox()).outbox[0]?.mutation.arguments).toMatchObject({ note: 'Toisesta ikkunasta.' });
});

test('a past visit asked for again with its id is recorded once', async () => {
  const started = Date.parse('2026-11-20T08:00:00Z');
  const past = { ...OPENING, id: newId(started), tasks: [], note: '' };
  await recordPast(past, started, started + 1_800_000);
  await recordPast(past, started, started + 1_800_000);
  expect((await readOutbox()).outbox.length).toBe(1);
});

test('a visit is stamped with the right time once the clock is known to be wrong', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:40:00Z') });
  learnServerTime('2026-11-22T10:30:00Z', Date.now() - 200, Date.now());
  expect(Math.round((now() - Date.parse('2026-11-22T10:30:00Z')) / 1000)).toBe(0);
  learnServerTime('2026-11-22T10:40:00Z', Date.now() - 5000, Date.now());
  expect(clockBehindMs.value).toBe(0);
});

test('a visit that has already ended is recorded with its own times and no running clock', async () => {
  const started = Date.parse('2026-11-20T08:00:00Z');
  expect(await recordPast({ ...OPENING, tasks: [], note: '' }, started, started + 1_800_000)).toBeNull();
  const [entry] = (await readOutbox()).outbox;
  expect(entry?.mutation.arguments).toMatchObject({
    startedAt: '2026-11-20T08:00:00Z',
    endedAt: '2026-11-20T08:30:00Z',
    elapsedSeconds: null,
  });
  const later = Date.now() + 3_600_000;
  expect(await recordPast({ ...OPENING, tasks: [], note: '' }, later, later + 1000)).toBe('visit-in-future');
});
