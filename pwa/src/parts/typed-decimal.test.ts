/** Numbers as people type them, and the same numbers typed back. */
import { describe, expect, it } from 'vitest';
import { decimalIn, decimalOf } from './typed-decimal';

describe('a typed number', () => {
  it('is whole in its smallest part', () => {
    expect(decimalIn('1 800,50 €', 2)).toBe(180050);
    expect(decimalIn('36', 2)).toBe(3600);
    expect(decimalIn('1.15', 3)).toBe(1150);
    expect(decimalIn('8,75 %', 2)).toBe(875);
    expect(decimalIn('−1', 1)).toBe(-10);
    expect(decimalIn('-0', 0)).toBe(0);
  });

  it('is none where it says more than its smallest part, or may be either of two', () => {
    for (const [text, places] of [
      ['1,800', 2],
      ['2,5', 0],
      ['', 2],
      ['1,2,3', 2],
      ['12345678', 2],
      ['x', 0],
    ] as const) {
      expect(decimalIn(text, places)).toBeNull();
    }
  });
});

describe('a number', () => {
  it('is written with the decimals it needs, and as many as are asked for', () => {
    expect(decimalOf(3600, 2, 2)).toBe('36,00');
    expect(decimalOf(1150, 3)).toBe('1,15');
    expect(decimalOf(220, 1)).toBe('22');
    expect(decimalOf(5, 2)).toBe('0,05');
    expect(decimalOf(-10, 1)).toBe('-1');
    expect(decimalOf(24, 0)).toBe('24');
  });

  it('reads back as it was', () => {
    for (const amount of [0, 1, 10, 99, 100, 12345, -7]) expect(decimalIn(decimalOf(amount, 2, 2), 2)).toBe(amount);
  });
});
