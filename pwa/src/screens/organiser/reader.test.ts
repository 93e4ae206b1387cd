/** What is typed is read as people write it; what cannot be read is told at its place, the first thing said of it. */
import { describe, expect, it } from 'vitest';
import { slugOf } from './name-slug';
import { Reader } from './reader';

function read<Read>(how: (reader: Reader) => Read): [Read, ...string[]] {
  const reader = new Reader();
  const found = how(reader);
  return [found, ...reader.faults.values()];
}

describe('a reader', () => {
  it('reads sums, shares, factors and counts', () => {
    expect(read((reader) => reader.cents('', '1 800,50'))).toEqual([180050]);
    expect(read((reader) => reader.permille('', '10,5'))).toEqual([105]);
    expect(read((reader) => reader.basisPoints('', '8,75 %'))).toEqual([875]);
    expect(read((reader) => reader.factor('', '1,15'))).toEqual([1150]);
    expect(read((reader) => reader.count('', '24'))).toEqual([24]);
    expect(read((reader) => reader.cents('', ' '))).toEqual([null]);
  });

  it('reads hours and times of day in the ways they are written', () => {
    expect(['2', '1,5', '1:30'].map((text) => read((reader) => reader.hours('', text)))).toEqual([[120], [90], [90]]);
    expect(['7', '7.30', '18:00', '24'].map((text) => read((reader) => reader.minuteOfDay('', text)))).toEqual([
      [420],
      [450],
      [1080],
      [1440],
    ]);
  });

  it('says what is wrong', () => {
    expect(read((reader) => reader.cents('', '36,505'))).toEqual([null, 'not-a-sum']);
    expect(read((reader) => reader.count('', '2,5'))).toEqual([null, 'not-whole']);
    expect(read((reader) => reader.permille('', 'x'))).toEqual([null, 'not-a-percent']);
    expect(read((reader) => reader.cents('', '-1'))).toEqual([null, 'below-nothing']);
    expect(read((reader) => reader.factor('', '9999999'))).toEqual([null, 'too-large']);
    expect(read((reader) => reader.factor('', '10'))).toEqual([10_000]);
    expect(read((reader) => reader.factor('', '10,001'))).toEqual([null, 'too-large']);
    expect(read((reader) => reader.price('', '10 000,01'))).toEqual([null, 'too-large']);
    expect(read((reader) => reader.permille('', '100,1'))).toEqual([null, 'too-large']);
    expect(read((reader) => reader.days('', '3661'))).toEqual([null, 'too-large']);
    expect(read((reader) => reader.hours('', '0,01'))).toEqual([null, 'not-a-number']);
    expect(read((reader) => reader.minuteOfDay('', '24.01'))).toEqual([null, 'not-a-time']);
    expect(read((reader) => reader.minuteOfDay('', '7.5'))).toEqual([null, 'not-a-time']);
    expect(read((reader) => reader.needed('', reader.cents('', 'x')))).toEqual([0, 'not-a-sum']);
    expect(read((reader) => reader.words('', '  '))).toEqual(['', 'missing']);
  });
});

describe('a short name', () => {
  it('is made of the letters that the wire knows', () => {
    expect(slugOf('Yökäynti, la & su')).toBe('yokaynti-la-su');
    expect(slugOf(' –Ålderdom– ')).toBe('alderdom');
    expect(slugOf(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59));
  });
});
