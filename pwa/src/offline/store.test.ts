/** The store's connection when the browser drops it, another tab takes it, or it cannot be had; and its upgrades. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Mutation, Provisions } from '../api/schema';
import { closeStore } from './connection';
import { ownVisits } from './own-visit';
import { type KeptVisit, ONLY, type OutboxEntry, openStore, readAll, readOutbox, strictly } from './store';

let people = 0;
let anna = '';
const made = vi.fn();

beforeEach(() => {
  people += 1;
  anna = `anna-of-the-store-${people}`;
  made.mockReset();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await closeStore();
});

function numberDevice(): Promise<unknown> {
  return strictly(['device'], (transaction) =>
    transaction.objectStore('device').put({ device: 'phone', highestNumber: 7 }, ONLY),
  );
}

/** Another tab asks for the store, as a newer build of the app would, and leaves it as it was. */
async function takeByAnotherTab(): Promise<void> {
  const request = indexedDB.open(`kotiseteli-${anna}`, 1_000);
  request.onupgradeneeded = () => request.transaction?.abort();
  await new Promise((resolve) => {
    request.onerror = resolve;
  });
}

/** The store as builds up to 0.1.0 made it; released, so never changed here. */
function openFirstSchema(): Promise<IDBDatabase> {
  const request = indexedDB.open(`kotiseteli-${anna}`, 1);
  request.onupgradeneeded = () => {
    const { result: database } = request;
    database.createObjectStore('device');
    database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('number', 'number', { unique: true });
    database.createObjectStore('visits', { keyPath: 'id' });
    database.createObjectStore('ongoing');
    database.createObjectStore('provisions');
    database.createObjectStore('receipts', { keyPath: 'id' });
  };
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
}

const TIMES = { startedAt: '2026-11-22T08:00:00Z', endedAt: '2026-11-22T08:30:00Z' };

/** What a build of the first schema wrote of its visit of this number. */
function ofFirstSchema(number: number, state: OutboxEntry['state']): [OutboxEntry, KeptVisit] {
  const id = `0199-${String(number).padStart(4, '0')}`;
  const recorded = { voucherNumber: '7K3M9QXD2FXN', code: null, elapsedSeconds: 1800, tasks: [], note: 'Vanha.' };
  const mutation: Mutation = {
    id,
    number,
    name: 'record_visit',
    doneAt: TIMES.endedAt,
    arguments: { ...TIMES, ...recorded },
  };
  const shown = state === 'refused' ? 'refused' : 'on-this-phone';
  const names = { voucherNumber: '7K3M9QXD2FXN', clientName: 'Helvi', service: null };
  const visit = { id, ...names, ...TIMES, minutes: 30, tasks: [], note: 'Vanha.' };
  return [
    { id, number, mutation, state },
    { ...visit, state: shown, problem: null, toReview: [], receivedAt: null },
  ];
}

test('a full outbox of the first schema is all there after the upgrade, and its visits can be changed', async () => {
  const records = Array.from({ length: 60 }, (_, place) =>
    ofFirstSchema(place + 1, place % 7 === 3 ? 'refused' : place % 7 === 5 ? 'held' : 'waiting'),
  );
  const receipt = { id: '0199-0000', sha256: 'ab', sequence: 1, receivedAt: TIMES.endedAt };
  const older = await openFirstSchema();
  const shelves = ['device', 'outbox', 'visits', 'receipts', 'provisions'];
  const filling = older.transaction(shelves, 'readwrite');
  for (const [entry, visit] of records) {
    filling.objectStore('outbox').put(entry);
    filling.objectStore('visits').put(visit);
  }
  filling.objectStore('device').put({ device: 'phone', highestNumber: 60 }, ONLY);
  filling.objectStore('receipts').put(receipt);
  filling.objectStore('provisions').put({ serverTime: TIMES.endedAt } as Provisions, ONLY);
  await new Promise((resolve) => {
    filling.oncomplete = resolve;
  });
  older.close();
  await openStore(anna, made);
  const { device, highestNumber, outbox } = await readOutbox(anna);
  const { visits, provisions } = await readAll(anna);
  const receipts = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAll());
  expect([device, highestNumber, outbox]).toEqual(['phone', 60, records.map(([entry]) => entry)]);
  expect(visits).toEqual(records.map(([, visit]) => visit));
  expect([receipts, provisions?.serverTime]).toEqual([[receipt], TIMES.endedAt]);
  // Made new would mean that it was lost.
  expect(made).not.toHaveBeenCalled();
  const looks = ownVisits(visits, outbox);
  expect(looks.map(({ id, record, isWithdrawn }) => record === id && !isWithdrawn)).toEqual(records.map(() => true));
  expect(await strictly(['outbox'], (transaction) => transaction.objectStore('outbox').index('visit').count())).toBe(0);
});

test('a store that another tab asked for is opened again at the next use, with what is in it', async () => {
  await openStore(anna, made);
  await numberDevice();
  await takeByAnotherTab();
  expect((await readOutbox(anna)).highestNumber).toBe(7);
  expect(made).toHaveBeenCalledOnce();
});

test('a connection that the browser dropped without a word is made anew', async () => {
  await openStore(anna, made);
  await numberDevice();
  const begin = vi.spyOn(IDBDatabase.prototype, 'transaction');
  begin.mockImplementationOnce(() => {
    throw new DOMException('the connection is closing', 'InvalidStateError');
  });
  expect((await readOutbox(anna)).highestNumber).toBe(7);
});

test('an opening that failed is forgotten, and the next attempt opens', async () => {
  await openStore(anna, made);
  await closeStore();
  const open = indexedDB.open.bind(indexedDB);
  const newer = await new Promise<IDBDatabase>((resolve) => {
    const request = open(`kotiseteli-${anna}`, 4);
    request.onsuccess = () => resolve(request.result);
  });
  newer.close();
  await expect(openStore(anna, made)).rejects.toThrow('version');
  vi.spyOn(indexedDB, 'open').mockImplementationOnce((name) => open(name, 4));
  await openStore(anna, made);
});

test('an opening that a tab of an older build blocks is refused, not waited for without end', async () => {
  const older = await openFirstSchema();
  await expect(openStore(anna, made)).rejects.toThrow('another tab');
  older.close();
  await openStore(anna, made);
});

test("what is meant for one person's store never goes into another's", async () => {
  await openStore(anna, made);
  await openStore(`${anna}-b`, made);
  await expect(readOutbox(anna)).rejects.toThrow('not open');
  await expect(strictly(['outbox'], async () => undefined, anna)).rejects.toThrow('not open');
});
