/** A correction is shown by what it changes, and only by that. */
import { beforeAll, expect, test } from 'vitest';
import { chooseLanguage } from '../../words';
import { differences } from './differences';

const NAME = { fi: 'Peseytyminen', sv: 'Tvätt', en: 'Washing' };
const WASHED = { slug: 'wash', name: NAME, done: true, reason: null };
const VISIT = {
  startedAt: '2026-11-22T10:03:50Z',
  endedAt: '2026-11-22T10:31:20Z',
  minutes: 28,
  tasks: [WASHED],
  note: 'Kaikki hyvin.',
};

beforeAll(() => chooseLanguage('en'));

test('the same visit has no differences, whatever blanks surround its note', () => {
  expect(differences(VISIT, { ...VISIT, note: ' Kaikki hyvin. ' })).toEqual([]);
});

test('other times are told with what they were', () => {
  const now = { ...VISIT, endedAt: '2026-11-22T10:45:00Z', minutes: 42 };
  const [said] = differences(VISIT, now);
  expect(said).toMatch(/^Was 12.03–12.31 \(28\smins?\), now 12.03–12.45 \(42\smins?\)$/);
});

test('another day is named on both sides', () => {
  const now = { ...VISIT, startedAt: '2026-11-21T10:03:50Z', endedAt: '2026-11-21T10:31:20Z' };
  expect(differences(VISIT, now)[0]).toMatch(/^Was 22\/11\/2026 12.03.*now 21\/11\/2026 12.03/);
});

test('a task that was left, forgotten or not promised at all says what it was and is', () => {
  const left = { ...WASHED, done: false, reason: 'declined' };
  const now = { ...VISIT, tasks: [left, { ...WASHED, slug: 'meal', name: { fi: '', sv: '', en: 'Meal' } }] };
  expect(differences(VISIT, now)).toEqual([
    'Washing: was done, now not done (The client declined)',
    'Meal: was not marked, now done',
  ]);
});

test('a note that was is told, and that there was none', () => {
  expect(differences(VISIT, { ...VISIT, note: '' })).toEqual(['The note was: Kaikki hyvin.']);
  expect(differences({ ...VISIT, note: '' }, VISIT)).toEqual(['There was no note']);
});
