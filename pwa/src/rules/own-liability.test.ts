import { expect, test } from 'vitest';
import comparisons from '../../../tests/vectors/comparison.json';
import vectors from '../../../tests/vectors/own_liability.json';
import { inCamelCase } from './cases';
import { comparison, type Offer } from './comparison';
import { explained } from './explanation';
import { type LiabilityTerms, type Line, ownLiability, raisedValue, refusePayments, totals } from './own-liability';

const WHY = explained('client-fee', { source: '734/1992 s.10e', verified: true }, [], []);

test.each(vectors)('$case', (vector) => {
  const found = ownLiability(inCamelCase<Line[]>(vector.lines), inCamelCase<LiabilityTerms>(vector.terms));
  expect([found.priceCents, found.organiserCents, found.ownLiabilityCents]).toEqual([
    vector.price_cents,
    vector.organiser_cents,
    vector.own_liability_cents,
  ]);
  if (vector.explanation) expect(found.explanation).toEqual(inCamelCase(vector.explanation));
});

test.each(comparisons)('$case', ({ offers, client_fee_cents, terms, ways }) => {
  const fee = client_fee_cents === null ? null : { feeCents: client_fee_cents, explanation: WHY };
  const found = comparison(inCamelCase<Offer[]>(offers), fee, terms);
  expect(found.ways.map(({ explanation, ...way }) => Object.values(way))).toEqual(ways);
  expect(found.ways.every((way) => (way.explanation === WHY) === (way.arranging !== 'voucher'))).toBe(true);
});

test('a month’s totals are those of its visits', () => {
  const line: Line = { quantity: 20, unit: 'minute', priceCents: 4001, valueCents: 3600 };
  const visit = ownLiability([line], { source: '569/2009 s.3' });
  expect(totals([visit, visit])).toEqual({ priceCents: 2668, organiserCents: 2400, ownLiabilityCents: 268 });
  expect(totals([])).toEqual({ priceCents: 0, organiserCents: 0, ownLiabilityCents: 0 });
});

test('a raised value is above the one it raises', () => {
  expect(raisedValue(3137, 3850, '569/2009 s.8')).toMatchObject({ valueCents: 3850 });
  expect(raisedValue(3137, 3137, '569/2009 s.8')).toEqual({ refused: 'raised-value-too-low', valueCents: 3137 });
});

test.each([
  ['voucher', 0, 400, false],
  ['voucher', 25234, 0, true],
  ['purchased', 25234, 0, false],
  ['purchased', 25234, 1, true],
  ['own', 0, 400, true],
] as const)('%s with a fee of %i and an own liability of %i', (arranging, fee, liability, refused) => {
  expect(refusePayments(arranging, fee, liability)).toEqual(refused ? { refused: 'fee-and-liability' } : null);
});
