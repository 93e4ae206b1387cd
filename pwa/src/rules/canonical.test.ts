import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/canonical_record.json';
import { canonical, type Json, wellFormed } from './canonical';

test.each(vectors)('$case', ({ record, canonical: expected, sha256 }) => {
  const written = canonical(record as Json);
  expect(written).toBe(expected);
  expect(createHash('sha256').update(written, 'utf8').digest('hex')).toBe(sha256);
});

test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '\ud83d', undefined as unknown as Json])(
  'a record never holds %s',
  (value) => {
    expect(() => canonical({ value })).toThrow();
  },
);

test('half characters are replaced and whole ones kept', () => {
  expect(wellFormed('a\ud83db😊')).toBe('a\ufffdb😊');
});
