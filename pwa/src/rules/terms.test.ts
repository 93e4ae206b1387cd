import { expect, test } from 'vitest';
import statutory from '../../../backend/catalogue/statutes/client_fee_table.json';
import parts from '../../../tests/vectors/rulebook_parts.json';
import terms from '../../../tests/vectors/rulebook_terms.json';
import { inCamelCase } from './cases';
import type { InForce } from './catalogue';
import type { FeeTable } from './client-fee';
import type { PriceUnit } from './explanation';
import {
  type FeeOfService,
  makingWay,
  type QuantityTerms,
  refuseFee,
  refusePart,
  refuseQuantities,
  refuseValue,
  type ValueTerms,
} from './terms';

const ACTS = inCamelCase<FeeTable[]>(statutory);

test.each(parts)('$case', ({ entered, held, today, refused }) => {
  expect(refusePart(inCamelCase<InForce>(entered), inCamelCase<InForce[]>(held), today)).toEqual(refused);
});

test.each(terms)('$case', (vector) => {
  const said = inCamelCase<ValueTerms & QuantityTerms & FeeOfService>(vector.terms);
  const part = { firstDay: vector.first_day, lastDay: vector.last_day };
  const found = refuseValue(said, vector.unit as PriceUnit) ?? refuseQuantities(said) ?? refuseFee(part, said, ACTS);
  expect(found).toEqual(vector.refused === null ? null : inCamelCase(vector.refused));
});

test('the part that makes way is the open one before, and none when the new one has begun', () => {
  const [past, open] = [
    { firstDay: '2020-01-01', lastDay: '2022-12-31' },
    { firstDay: '2023-01-01', lastDay: null },
  ];
  const entered = { firstDay: '2027-01-01', lastDay: null };
  expect(makingWay(entered, [past, open], '2026-11-18')).toBe(open);
  expect(makingWay(entered, [past], '2026-11-18')).toBeNull();
  expect(makingWay({ firstDay: '2026-11-17', lastDay: null }, [past, open], '2026-11-18')).toBeNull();
});
