import { expect, it } from 'vitest';
import { lastDayOf } from './until';

it.each([
  ['ended', '2026-11-22', null],
  ['day', '2026-11-22', '2026-12-24'],
  ['year', '2026-11-22', '2027-11-21'],
  ['month', '2026-11-22', '2026-12-21'],
  ['month', '2026-12-01', '2026-12-31'],
  ['month', '2027-01-31', '2027-02-28'],
  ['month', '2027-01-29', '2027-02-28'],
  ['month', '2027-01-28', '2027-02-27'],
  ['year', '2028-02-29', '2029-02-28'],
  ['year', '2027-03-01', '2028-02-29'],
] as const)('%s from %s lasts to %s', (until, today, last) => {
  expect(lastDayOf(until, today, '2026-12-24')).toBe(last);
});
