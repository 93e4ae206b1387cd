import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/granted_in_month.json';
import { inMonth } from './granted-in-month';

test.each(vectors)('$case', ({ quantity, period, first_day, last_day, in_month }) => {
  expect(inMonth(quantity, period as 'week' | 'month' | 'total', first_day, last_day)).toBe(in_month);
});
