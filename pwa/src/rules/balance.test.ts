import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/voucher_balance.json';
import {
  balance,
  type GrantTerms,
  type GrantUnit,
  periodOn,
  type RealisedVisit,
  takenBy,
  visitsInPeriod,
} from './balance';

function grantOf([unit, period, quantity]: (string | number)[], firstDay = '2026-10-01'): GrantTerms {
  return { unit, period, quantity, firstDay, lastDay: '2027-01-31' } as GrantTerms;
}

function visitOf([startedAt, minutes, waits]: (string | number | boolean)[]): RealisedVisit {
  return { startedAt, endedAt: startedAt, minutes, waits } as RealisedVisit;
}

test.each(vectors)('$case', (vector) => {
  const grant = grantOf(vector.grant, vector.first_day);
  const visits = visitsInPeriod(vector.visits.map(visitOf), vector.day, grant);
  const { firstDay, lastDay } = periodOn(vector.day, grant);
  expect([firstDay, lastDay]).toEqual(vector.period);
  expect(balance(grant.quantity, takenBy(visits, grant.unit as Exclude<GrantUnit, 'cent'>))).toEqual(vector.expected);
});

/** The same numbers in every run, spread over what a grant can meet (a linear congruential generator). */
function* dice(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state;
  }
}

test('used and left are what was granted, and what is reserved is part of what is left', () => {
  const drawn = dice(569);
  const draw = (below: number) => drawn.next().value % below;
  for (let turn = 0; turn < 500; turn += 1) {
    const visits = Array.from({ length: draw(40) }, () =>
      visitOf([new Date(Date.UTC(2026, 9, 1, 0, draw(130_000))).toISOString(), draw(600), draw(4) === 0]),
    );
    for (const unit of ['minute', 'visit', 'day', 'week', 'month'] as const) {
      const found = balance(draw(5000), takenBy(visits, unit));
      expect(found.used + found.left).toBe(found.granted);
      expect(found.reserved + found.free).toBe(found.left);
      // Nothing is taken twice: what one visit takes, no other does.
      const all = takenBy(
        visits.map((visit) => ({ ...visit, waits: false })),
        unit,
      );
      expect(found.used + found.reserved).toBe(all.used);
    }
  }
});
