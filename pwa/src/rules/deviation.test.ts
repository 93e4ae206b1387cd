import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/deviation.json';
import { inCamelCase } from './cases';
import { type Deviation, type Due, dueOf, type Effects } from './deviation';

test.each(vectors)('$case', (vector) => {
  const { deviation, effects, expected } = inCamelCase<{
    deviation: Deviation;
    effects: Effects;
    expected: Due | string;
  }>(vector);
  const found = dueOf(vector.started_at, vector.ended_at, deviation, effects);
  if (typeof found === 'string' || typeof expected === 'string') expect(found).toBe(expected);
  else expect([Date.parse(found.endedAt), found.permille]).toEqual([Date.parse(expected.endedAt), expected.permille]);
});
