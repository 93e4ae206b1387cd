import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/voucher_number.json';
import { checkCharacters, grouped, numberOf, readNumber } from './number';

test.each(vectors)('$case', ({ typed, expected }) => {
  const { number, fault } = readNumber(typed);
  expect({ number, grouped: number && grouped(number), fault }).toEqual(expected);
});

test('a character outside the alphabet is named with its place', () => {
  expect(readNumber('7K3M-9QXU')).toMatchObject({ character: 'U', position: 8 });
});

test('every single wrong character and every swapped pair is caught', () => {
  const number = '7K3M9QXD2FXN';
  for (let place = 0; place < 12; place += 1) {
    for (const character of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
      if (character === number[place]) continue;
      expect(readNumber(number.slice(0, place) + character + number.slice(place + 1)).number).toBeNull();
    }
    for (let other = place + 1; other < 12; other += 1) {
      const swapped = [...number];
      [swapped[place], swapped[other]] = [swapped[other] ?? '', swapped[place] ?? ''];
      if (swapped.join('') !== number) expect(readNumber(swapped.join('')).number).toBeNull();
    }
  }
});

test('a number is made from its fifty bits', () => {
  expect(numberOf(0n)).toBe('000000000000');
  expect(numberOf(2n ** 50n - 1n)).toBe(`ZZZZZZZZZZ${checkCharacters('ZZZZZZZZZZ')}`);
});
