import { expect, test } from 'vitest';
import pricedDays from '../../../tests/vectors/priced_days.json';
import rulebooks from '../../../tests/vectors/rulebooks.json';
import visitBands from '../../../tests/vectors/visit_bands.json';
import visitPrices from '../../../tests/vectors/visit_price.json';
import { partsOf, refuseTimetable, type Timetable } from './bands';
import { inCamelCase } from './cases';
import {
  type BillingTerms,
  explainedPrice,
  type PriceInForce,
  type PriceTerms,
  priceOfDays,
  priceOfQuantity,
  priceOfVisit,
  refusePrice,
  refuseQuantity,
} from './price';

function rulebook(name: string): PriceTerms {
  return inCamelCase(rulebooks.find((entry) => entry.name === name)?.terms);
}

test.each(rulebooks)('$case', ({ terms, ceiling_cents }) => {
  const entered = inCamelCase<PriceTerms>(terms);
  expect(refusePrice(entered, ceiling_cents ?? null)).toBeNull();
  if (entered.timetable) expect(refuseTimetable(entered.timetable)).toBeNull();
});

test.each(visitBands)('$case', ({ rulebook: name, started_at, ended_at, parts, refused }) => {
  const found = partsOf(started_at, ended_at, rulebook(name).timetable as Timetable);
  if ('refused' in found) expect(found).toEqual(inCamelCase(refused));
  else expect(found.map(({ band, day, minutes }) => [band, day, minutes])).toEqual(parts);
});

test.each(visitPrices)('$case', (vector) => {
  const terms = { ...rulebook(vector.rulebook) };
  if (vector.billing) terms.billing = inCamelCase<BillingTerms>(vector.billing);
  if (vector.unit) terms.unit = vector.unit as PriceTerms['unit'];
  if ('base_cents' in vector) terms.baseCents = vector.base_cents as null;
  const price = priceOfVisit(vector.started_at, vector.ended_at, terms);
  if ('refused' in price) {
    expect(price).toEqual(inCamelCase(vector.refused));
    return;
  }
  const rows = price.parts.map((part) => [part.band, part.minutes, part.centsPerUnit, part.factorPermille, part.cents]);
  expect([rows, price.billedMinutes, price.cents]).toEqual([vector.parts, vector.billed_minutes, vector.cents]);
  const source = rulebooks.find((entry) => entry.name === vector.rulebook)?.source ?? '';
  const why = explainedPrice(price, terms, { source, verified: true });
  if (vector.explanation) expect(why).toEqual(inCamelCase(vector.explanation));
});

test.each(pricedDays)('$case', ({ prices, first_day, last_day, runs, refused }) => {
  const found = priceOfDays(first_day, last_day, inCamelCase<PriceInForce[]>(prices));
  if ('refused' in found) expect(found).toEqual(refused);
  else expect(found.map((run) => [run.firstDay, run.lastDay, run.days, run.centsPerDay, run.cents])).toEqual(runs);
});

test('weeks and months are counted whole', () => {
  expect(priceOfQuantity(4, rulebook('lapland-doses'))).toBe(1760);
  expect(priceOfQuantity(0, rulebook('lapland-doses'))).toEqual({ refused: 'quantity-zero' });
  expect(priceOfQuantity(1, { unit: 'month' })).toEqual({ refused: 'band-without-price', band: 'any' });
});

test('a price is held to the ceiling in every band', () => {
  const lapland = rulebook('lapland-home-care');
  expect(refusePrice(lapland, 7200)).toBeNull();
  expect(refusePrice(lapland, 7199)).toEqual({ refused: 'above-price-ceiling', ceilingCents: 7199 });
  expect(refusePrice({ ...lapland, baseCents: null }, null)).toEqual({ refused: 'band-without-price', band: 'sunday' });
});

test('a quantity is something and within its limit', () => {
  expect(refuseQuantity(120, 120)).toBeNull();
  expect(refuseQuantity(121, 120)).toEqual({ refused: 'above-quantity-limit', limit: 120 });
  expect(refuseQuantity(0, null)).toEqual({ refused: 'quantity-zero' });
});

test.each([
  [600, 600],
  [600, 540],
  [-60, 60],
  [1440, 1500],
  [0, 1441],
])('a band from %i to %i minutes cannot be', (fromMinute, toMinute) => {
  const turned = { slug: 'turned', days: ['weekday' as const], fromMinute, toMinute, cents: 1000 };
  const refused = { refused: 'period-ends-before-start' };
  expect(refuseTimetable({ bands: [turned], eves: { of: [], weekdayHolidaysOnly: true } })).toEqual(refused);
});
