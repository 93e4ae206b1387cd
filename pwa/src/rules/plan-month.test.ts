import { expect, test } from 'vitest';
import { marksOf, type PlannedOnDay, weeksOf } from './plan-month';

const NOW = Date.UTC(2026, 10, 18, 12);
const on = (day: string, hour: number, said: Partial<PlannedOnDay> = {}): PlannedOnDay => ({
  day,
  lateAt: `${day}T${String(hour).padStart(2, '0')}:30:00Z`,
  missedAt: `${day}T${String(hour + 1).padStart(2, '0')}:00:00Z`,
  arrivedAt: null,
  isDone: false,
  isCancelled: false,
  visit: null,
  ...said,
});
const NOTHING = { done: 0, extra: 0, planned: 0, missed: 0, cancelled: 0 };

test('each day says what was done, is to come, was missed and was called off', () => {
  const planned = [
    on('2026-11-17', 10, { isDone: true, visit: 'a' }),
    on('2026-11-17', 12),
    on('2026-11-18', 15),
    on('2026-11-18', 9, { isCancelled: true }),
    on('2026-11-18', 11, { arrivedAt: '2026-11-18T11:00:00Z' }),
  ];
  const recorded = [
    { id: 'a', day: '2026-11-17' },
    { id: 'b', day: '2026-11-16' },
  ];
  const found = marksOf(planned, recorded, NOW);
  expect([...found].sort()).toEqual([
    ['2026-11-16', { ...NOTHING, extra: 1 }],
    ['2026-11-17', { ...NOTHING, done: 1, missed: 1 }],
    ['2026-11-18', { ...NOTHING, planned: 2, cancelled: 1 }],
  ]);
});

test.each([
  ['2026-11', '2026-10-26', '2026-12-06', 6],
  ['2027-02', '2027-02-01', '2027-02-28', 4],
  ['2026-03', '2026-02-23', '2026-04-05', 6],
])('the weeks of %s go from %s to %s', (month, first, last, count) => {
  const weeks = weeksOf(month);
  expect([weeks[0]?.[0], weeks.at(-1)?.at(-1), weeks.length]).toEqual([first, last, count]);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
});
