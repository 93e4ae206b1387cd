/** The digits of a home are those that the server reckons, and are read as they are typed. */
import { describe, expect, it } from 'vitest';
import vectors from '../../tests/vectors/presence_digits.json';
import { digitsAt, grouped, stepAt } from './presence';
import { readDigits } from './screens/worker/read-digits';

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

describe('the digits of a home', () => {
  it.each(vectors)('are as the server reckons them: $case', async ({ secret, seconds, step_seconds, digits }) => {
    expect(await digitsAt(fromHex(secret), stepAt(seconds, step_seconds))).toBe(digits);
  });

  it('are read in groups and whole, and as nothing until all are there', () => {
    expect(readDigits(' 012 345')).toBe('012345');
    expect(readDigits('0123 4567')).toBe('01234567');
    expect(grouped('012345')).toBe('012 345');
    for (const typed of ['', '12345', '1234567', '12345a']) expect(readDigits(typed)).toBeNull();
  });
});
