/** The store's connection when the browser drops it, another tab takes it, or it cannot be had at all. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeStore, ONLY, openStore, readOutbox, strictly } from './store';

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
  const open = indexedDB.open.bind(indexedDB);
  const newer = await new Promise<IDBDatabase>((resolve) => {
    const request = open(`kotiseteli-${anna}`, 2);
    request.onsuccess = () => resolve(request.result);
  });
  newer.close();
  await expect(openStore(anna, made)).rejects.toThrow('version');
  vi.spyOn(indexedDB, 'open').mockImplementationOnce((name) => open(name, 2));
  await openStore(anna, made);
});

test('an opening that a tab of an older build blocks is refused, not waited for without end', async () => {
  const open = indexedDB.open.bind(indexedDB);
  const older = await new Promise<IDBDatabase>((resolve) => {
    const request = open(`kotiseteli-${anna}`, 1);
    request.onsuccess = () => resolve(request.result);
  });
  vi.spyOn(indexedDB, 'open').mockImplementation((name) => open(name, 2));
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
