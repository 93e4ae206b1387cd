import { signal } from '@preact/signals';
import { afterEach, expect, test, vi } from 'vitest';
import type { OngoingVisit } from '../../offline/store';
import { earlierEndOf, endsNow } from './ended-earlier';

afterEach(() => vi.useRealTimers());

/** The end of a visit begun at `startedAt`, told at `now`. */
function endOf(startedAt: string, now: string, time: string, day = ''): string | null {
  vi.useFakeTimers({ now: Date.parse(now) });
  const visit = { startedAt, clockBehindMs: 0 } as OngoingVisit;
  const end = earlierEndOf(visit, { day: signal(day), time: signal(time) });
  return end === null ? null : new Date(end).toISOString();
}

test.each([
  ['later on the same day', '2026-11-20T08:00:00Z', '2026-11-22T08:00:00Z', '11:00', '', '2026-11-20T09:00:00.000Z'],
  ['over midnight', '2026-11-20T21:00:00Z', '2026-11-22T08:00:00Z', '01:00', '', '2026-11-20T23:00:00.000Z'],
  [
    'on a chosen day',
    '2026-11-20T08:00:00Z',
    '2026-11-22T08:00:00Z',
    '09:00',
    '2026-11-21',
    '2026-11-21T07:00:00.000Z',
  ],
  ['before the start', '2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z', '09:30', '', '2026-11-22T07:30:00.000Z'],
  [
    'in the minute of the start',
    '2026-11-22T08:00:20Z',
    '2026-11-22T09:00:00Z',
    '10:00',
    '',
    '2026-11-22T08:00:00.000Z',
  ],
  ['in the hour shown again', '2026-10-25T00:40:00Z', '2026-10-25T06:00:00Z', '03:20', '', '2026-10-25T01:20:00.000Z'],
  ['in the hour never shown', '2026-03-29T00:50:00Z', '2026-03-29T06:00:00Z', '03:30', '', null],
])('a forgotten visit that ended %s', (_, startedAt, now, time, day, expected) => {
  expect(endOf(startedAt, now, time, day)).toBe(expected);
});

test('a visit of which nothing is said ends now; a day without a time is not enough', () => {
  expect(endsNow({ day: signal(''), time: signal('') })).toBe(true);
  expect(endsNow({ day: signal('2026-11-20'), time: signal('') })).toBe(false);
});
