import { expect, test } from 'vitest';
import pairings from '../../../tests/vectors/plan_pairing.json';
import standings from '../../../tests/vectors/plan_standing.json';
import { inCamelCase } from './cases';
import { changesOf, type PlanTimes, pairUp, planStanding } from './round';

interface StandingCase {
  case: string;
  plan: PlanTimes;
  now: string;
  standing: string;
}

test.each(inCamelCase<StandingCase[]>(standings))('$case', ({ plan, now, standing }) => {
  expect(planStanding(plan, Date.parse(now))).toBe(standing);
});

interface PairingCase {
  case: string;
  plans: Parameters<typeof pairUp>[0];
  visits: Parameters<typeof pairUp>[1];
  pairs: [string, string][];
}

test.each(inCamelCase<PairingCase[]>(pairings))('$case', ({ plans, visits, pairs }) => {
  expect([...pairUp(plans, visits)].sort()).toEqual([...pairs].sort());
  expect([...pairUp([...plans].reverse(), [...visits].reverse())].sort()).toEqual([...pairs].sort());
});

const at = (id: string, hour: number, minutes = 30) => ({
  id,
  startsAt: `2026-11-18T${String(hour).padStart(2, '0')}:00:00Z`,
  endsAt: new Date(Date.UTC(2026, 10, 18, hour, minutes)).toISOString(),
});
const NINE = { nowMs: Date.UTC(2026, 10, 18, 9), seenUntil: Date.UTC(2026, 10, 18, 22) };
const kinds = (changes: ReturnType<typeof changesOf<ReturnType<typeof at>>>) =>
  changes.map(({ kind, visit }) => [kind, visit.id]);

test('nothing has changed of a round that is as it was', () => {
  expect(changesOf([at('a', 10)], [at('a', 10)], NINE)).toEqual([]);
});

test('what is new, moved and gone is told in order of time, with what it was', () => {
  const found = changesOf([at('a', 12), at('b', 13)], [at('a', 11), at('c', 10)], NINE);
  expect(kinds(found)).toEqual([
    ['new', 'c'],
    ['moved', 'a'],
    ['gone', 'b'],
  ]);
  expect(found[1]?.before).toEqual(at('a', 12));
});

test('a shorter or longer visit is a change too', () => {
  expect(kinds(changesOf([at('a', 12)], [at('a', 12, 45)], NINE))).toEqual([['moved', 'a']]);
});

test('what is over is no news', () => {
  expect(changesOf([at('a', 7)], [at('b', 8)], NINE)).toEqual([]);
});

test('a day that has only now come into sight is no change', () => {
  expect(changesOf([], [at('a', 23)], NINE)).toEqual([]);
});
