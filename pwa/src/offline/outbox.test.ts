/** What is recorded on the phone is recorded once, and stays recorded. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordVisit } from '../api/schema';
import { followStore, leaveStore } from './changes';
import { append, newId } from './outbox';
import { outboxCount } from './signals';
import { closeStore, readOutbox, strictly } from './store';

const VISIT: RecordVisit = {
  voucherNumber: '7K3M9QXD2FXN',
  code: null,
  startedAt: '2026-11-22T08:00:00Z',
  endedAt: '2026-11-22T08:30:00Z',
  elapsedSeconds: 1800,
  tasks: [],
  note: '',
};
const SHOWN = { clientName: null, service: null, tasks: [] };

let people = 0;

beforeEach(async () => {
  people += 1;
  await followStore(`anna-who-records-${people}`);
});

afterEach(async () => {
  vi.unstubAllGlobals();
  leaveStore();
  await closeStore();
});

test('a visit that is on the disk is recorded, even when the telling of it fails', async () => {
  const told: unknown[] = [];
  vi.stubGlobal('reportError', (failure: unknown) => told.push(failure));
  const full = vi.spyOn(localStorage, 'setItem').mockImplementation(() => {
    throw new Error('the small memory is full');
  });
  await append('record_visit', VISIT, SHOWN);
  full.mockRestore();
  expect([outboxCount.value, told.length > 0]).toEqual([1, true]);
});

test('a visit asked for again after it was received and left the list is not recorded anew', async () => {
  const id = newId(Date.now());
  const receipt = { id, sha256: '', sequence: 1, receivedAt: VISIT.endedAt };
  await strictly(['receipts'], (transaction) => transaction.objectStore('receipts').put(receipt));
  await append('record_visit', VISIT, SHOWN, { id });
  expect((await readOutbox()).outbox).toEqual([]);
});

test('failure 11: recording the same visit twice records it once', async () => {
  const id = newId(Date.now());
  await Promise.all([append('record_visit', VISIT, SHOWN, { id }), append('record_visit', VISIT, SHOWN, { id })]);
  const { highestNumber, outbox } = await readOutbox();
  expect([outboxCount.value, outbox.map((one) => one.id), highestNumber]).toEqual([1, [id], 1]);
});

test('an id tells its version, its variant and its time', () => {
  const id = newId(Date.parse('2026-11-22T08:00:00Z'));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace(/-/g, '').slice(0, 12), 16)).toBe(Date.parse('2026-11-22T08:00:00Z'));
});

test('half a letter in a note or a reason becomes the sign for an unknown one, and whole ones stay', async () => {
  const tasks = [{ slug: 'wash', done: false, reason: 'ei \udc00' }];
  await append('record_visit', { ...VISIT, note: 'Hyvin \ud83d meni \u{1f600}', tasks }, SHOWN);
  const [entry] = (await readOutbox()).outbox;
  expect(entry?.mutation.arguments).toMatchObject({
    note: 'Hyvin \ufffd meni \u{1f600}',
    tasks: [{ reason: 'ei \ufffd' }],
  });
});
