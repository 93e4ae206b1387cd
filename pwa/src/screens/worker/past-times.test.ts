/** A correction says the times that were typed, and leaves alone those that were not. */
import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { minutesOf } from '../../rules/visit';
import { correctedTimes, type Told, toldOf } from './past-times';

const SHOWN = { startedAt: '2026-11-22T10:03:50Z', endedAt: '2026-11-22T10:31:20Z' };
const KNOWN = toldOf(SHOWN);

function said(changed: Partial<Told>, shown = SHOWN): [string, string, number] | null {
  const told = { ...toldOf(shown), ...changed };
  const times = { day: signal(told.day), from: signal(told.from), to: signal(told.to) };
  const corrected = correctedTimes(shown, times);
  return corrected && [corrected.startedAt, corrected.endedAt, minutesOf(corrected.startedAt, corrected.endedAt)];
}

test('the fields begin with the times that people read', () => {
  expect(KNOWN).toEqual({ day: '2026-11-22', from: '12:03', to: '12:31' });
});

test('times left alone keep their seconds, and a changed end leaves the start', () => {
  expect(said({})).toEqual([SHOWN.startedAt, SHOWN.endedAt, 28]);
  expect(said({ to: '12:45' })).toEqual([SHOWN.startedAt, '2026-11-22T10:45:00Z', 42]);
});

test('another start or day says both times anew', () => {
  expect(said({ from: '12:00' })).toEqual(['2026-11-22T10:00:00Z', '2026-11-22T10:31:00Z', 31]);
  expect(said({ day: '2026-11-21' })).toEqual(['2026-11-21T10:03:00Z', '2026-11-21T10:31:00Z', 28]);
});

test('a visit over midnight stays one, and so does one in the hour that the clock shows twice', () => {
  const night = { startedAt: '2026-11-21T21:30:00Z', endedAt: '2026-11-21T22:15:00Z' };
  expect(said({ to: '00:20' }, night)).toEqual([night.startedAt, '2026-11-21T22:20:00Z', 50]);
  const doubled = { startedAt: '2026-10-25T01:10:30Z', endedAt: '2026-10-25T01:40:30Z' };
  expect(said({}, doubled)).toEqual([doubled.startedAt, doubled.endedAt, 30]);
  expect(said({ to: '03:50' }, doubled)).toEqual([doubled.startedAt, '2026-10-25T01:50:00Z', 40]);
});

test('a missing time is no visit yet', () => {
  expect(said({ to: '' })).toBeNull();
});
