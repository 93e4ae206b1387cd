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
