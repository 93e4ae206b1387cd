import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/rounding.json';
import { inCamelCase } from './cases';
import { priceOfTime, type Rounding, roundedAs, running, share } from './money';

interface Case {
  numerators?: number[];
  numerator: number;
  denominator: number;
  rounding?: Rounding;
  minutes?: number;
  centsPerHour: number;
  factorPermille: number;
  cents: number;
  permille: number;
}

function reckoned(given: Case): unknown {
  if (given.numerators) return running(given.numerators, given.denominator);
  if (given.rounding) return roundedAs(given.numerator, given.denominator, given.rounding);
  if (given.minutes !== undefined) return priceOfTime(given.minutes, given.centsPerHour, given.factorPermille);
  return share(given.cents, given.permille);
}

test.each(vectors)('$case', (vector) => {
  expect(reckoned(inCamelCase(vector))).toEqual(vector.expected);
});

test('a sum too large to be exact is an error, not a wrong cent', () => {
  expect(() => share(2 ** 52, 3)).toThrow(RangeError);
});
