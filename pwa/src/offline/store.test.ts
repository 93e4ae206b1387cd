/** The store's connection when the browser drops it, another tab takes it, or it cannot be had; and its upgrades. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import type { Mutation, Provisions } from '../api/schema';
import { ownVisits } from './own-visit';
import { warmUp } from './seal';
import { closeStore, type KeptVisit, ONLY, type OutboxEntry, openStore, readAll, readOutbox, strictly } from './store';
import { boxWhatLiesInClear, learnServerKeys } from './upkeep';

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

/** The store as released builds made it, by the first schema or the second; so never changed here. */
function openEarlierSchema(version: 1 | 2): Promise<IDBDatabase> {
  const request = indexedDB.open(`kotiseteli-${anna}`, version);
  request.onupgradeneeded = () => {
    const { result: database } = request;
    database.createObjectStore('device');
    const outbox = database.createObjectStore('outbox', { keyPath: 'id' });
    outbox.createIndex('number', 'number', { unique: true });
    if (version === 2) outbox.createIndex('visit', 'mutation.arguments.visit');
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

/** What a build of the second schema wrote of a change of that visit. */
function ofSecondSchema(number: number, visit: string): OutboxEntry {
  const id = `0199-${String(number).padStart(4, '0')}`;
  const asked = { visit, seen: visit, reason: 'didNotHappen' };
  return {
    id,
    number,
    mutation: { id, number, name: 'withdraw_visit', doneAt: TIMES.endedAt, arguments: asked },
    state: 'waiting',
  };
}

test.each([1, 2] as const)(
  'failure 04: a full outbox of schema %i is all there after the upgrade, and lies boxed and sealed',
  async (version) => {
    const recorded = Array.from({ length: 60 }, (_, place) =>
      ofFirstSchema(place + 1, place % 7 === 3 ? 'refused' : place % 7 === 5 ? 'held' : 'waiting'),
    );
    const changes = version === 1 ? [] : [61, 62].map((number) => ofSecondSchema(number, '0199-0001'));
    const entries = [...recorded.map(([entry]) => entry), ...changes];
    const visits = recorded.map(([, visit]) => visit);
    const receipt = { id: '0199-0000', sha256: 'ab', sequence: 1, receivedAt: TIMES.endedAt };
    const older = await openEarlierSchema(version);
    const shelves = ['device', 'outbox', 'visits', 'receipts', 'provisions', 'ongoing'];
    const filling = older.transaction(shelves, 'readwrite');
    for (const entry of entries) filling.objectStore('outbox').put(entry);
    for (const visit of visits) filling.objectStore('visits').put(visit);
    filling.objectStore('device').put({ device: 'phone', highestNumber: 62 }, ONLY);
    filling.objectStore('receipts').put(receipt);
    filling.objectStore('provisions').put({ serverTime: TIMES.endedAt } as Provisions, ONLY);
    filling.objectStore('ongoing').put({ id: 'now', clientName: 'Helvi' }, ONLY);
    await new Promise((resolve) => {
      filling.oncomplete = resolve;
    });
    older.close();
    await openStore(anna, made);
    const isAllThere = async () => {
      const { device, highestNumber, outbox } = await readOutbox(anna);
      expect([device, highestNumber]).toEqual(['phone', 62]);
      expect(outbox).toMatchObject(entries);
      const read = await readAll(anna);
      expect([read.visits, read.unread]).toEqual([visits, []]);
      expect([read.provisions?.serverTime, read.ongoing?.id]).toEqual([TIMES.endedAt, 'now']);
      const looks = ownVisits(read.visits, outbox);
      expect(looks.filter(({ isWithdrawn }) => isWithdrawn).length).toBe(version - 1);
      const receipts = await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').getAll());
      expect(receipts).toEqual([receipt]);
      const ofVisit = await strictly(['outbox'], (held) =>
        held.objectStore('outbox').index('visit').getAll('0199-0001'),
      );
      expect(ofVisit).toMatchObject(changes);
    };
    await isAllThere();
    // Made new would mean that it was lost.
    expect(made).not.toHaveBeenCalled();
    await warmUp();
    await boxWhatLiesInClear(anna);
    await isAllThere();
    await learnServerKeys({ sealingKey: SEALING_KEY }, anna);
    await isAllThere();
    const raw = JSON.stringify(await everyRow());
    expect(['Helvi', 'Vanha.', '7K3M9QXD2FXN'].filter((secret) => raw.includes(secret))).toEqual([]);
    const { outbox, token } = await readOutbox(anna);
    const told = await Promise.all(outbox.map(({ sealed }) => unseal(sealed)));
    expect(told.map(({ mutation }) => mutation)).toEqual(entries.map(({ mutation }) => mutation));
    expect(new Set(told.map((one) => one.token))).toEqual(new Set([token]));
  },
);

/** Rows as they lie in the store; what is in a box stands as numbers. */
async function everyRow(): Promise<unknown[]> {
  await closeStore();
  const request = indexedDB.open(`kotiseteli-${anna}`);
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  const rows = await Promise.all(
    [...request.result.objectStoreNames].map(
      (name) =>
        new Promise((resolve) => {
          const all = request.result.transaction(name).objectStore(name).getAll();
          all.onsuccess = () => resolve(all.result);
        }),
    ),
  );
  request.result.close();
  await openStore(anna, made);
  return rows;
}

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
  const older = await openEarlierSchema(1);
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
