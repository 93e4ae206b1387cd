import { expect, test } from 'vitest';
import type { Offers } from '../../api/schema';
import type { PriceUnit } from '../../rules/explanation';
import { providerRows } from './provider-rows';

const OFFERS: Offers = {
  day: '2026-11-22',
  service: 'service',
  values: [],
  providers: [{ id: 'one', name: 'One', prices: [{ kind: 'voucher', band: 'any', priceCents: 2050 }] }],
};
const TERMS = { source: 'test' };

function rowOf(unit: PriceUnit, quantity: number) {
  return providerRows({ unit, quantity, band: 'any', valueCents: 1800, offers: OFFERS, fee: null, terms: TERMS })[0];
}

test.each([
  ['hour', 600, 2500],
  ['half_hour', 600, 5000],
  ['quarter_hour', 600, 10_000],
  ['minute', 600, 150_000],
  ['visit', 10, 2500],
  ['day', 10, 2500],
] as const)('a price per %s: the own liability of a month is that of its units', (unit, quantity, ownLiability) => {
  expect(rowOf(unit, quantity)?.way.clientCents).toBe(ownLiability);
});

test('of one unit the client pays what is above the value of one unit', () => {
  for (const unit of ['minute', 'quarter_hour', 'half_hour', 'hour', 'visit', 'month'] as const) {
    expect(rowOf(unit, 60)?.ownEachCents).toBe(250);
    expect(rowOf(unit, 60)?.priceCents).toBe(2050);
  }
});
