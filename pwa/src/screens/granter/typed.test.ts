/** What a granter may type, and what she is told beside the field. */
import { expect, test } from 'vitest';
import { daysInMonthOf, typedCount, typedHours, typedHousehold, typedIncome } from './typed';

test.each([
  ['1800', 180000],
  ['1 800,50', 180050],
  ['1 800.5 €', 180050],
  ['0', 0],
  ['9999999,99', 999999999],
])('income %s', (text, amount) => expect(typedIncome(text)).toEqual({ amount, wrong: null }));

test.each([
  ['-1', 'below-nothing'],
  ['−0,01', 'below-nothing'],
  ['1,800', 'not-a-number'],
  ['1e3', 'not-a-number'],
  ['12345678', 'not-a-number'],
  ['abc', 'not-a-number'],
])('income %s is refused', (text, wrong) => expect(typedIncome(text)).toEqual({ amount: null, wrong }));

test.each([
  ['14', 840],
  ['14,5', 870],
  ['0.01', 1],
  ['720', 43200],
])('hours %s', (text, amount) => expect(typedHours(text, 30)).toEqual({ amount, wrong: null }));

test('nothing, less than nothing and more than a month are told apart', () => {
  expect(typedHours('0', 30).wrong).toBe('nothing-granted');
  expect(typedHours('-2', 30).wrong).toBe('nothing-granted');
  expect(typedHours('720,01', 30).wrong).toBe('over-a-month');
  expect(typedCount('31', 30).wrong).toBe('over-a-month');
  expect(typedCount('31', 31)).toEqual({ amount: 31, wrong: null });
  expect(typedCount('1,5', 31).wrong).toBe('not-whole');
  expect(typedHousehold('0').wrong).toBe('nobody');
  expect(typedHousehold('-1').wrong).toBe('nobody');
  expect(typedHousehold('1,5').wrong).toBe('not-whole');
  expect(typedHousehold('7')).toEqual({ amount: 7, wrong: null });
});

test('an empty field is not wrong', () => {
  for (const read of [typedIncome, typedHousehold]) expect(read('  ')).toEqual({ amount: null, wrong: null });
});

test('February has its leap day', () => {
  expect([daysInMonthOf('2026-02-10'), daysInMonthOf('2028-02-10'), daysInMonthOf('2026-12-31')]).toEqual([28, 29, 31]);
});
