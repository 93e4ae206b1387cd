import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/in_force.json';
import { inCamelCase } from './cases';
import { type InForce, inForceOn, refuseValidity } from './catalogue';

test.each(vectors)('$case', ({ rows, day, in_force, refused }) => {
  const held = inCamelCase<InForce[]>(rows);
  expect(inForceOn(day, held)?.firstDay ?? null).toBe(in_force);
  expect(refuseValidity(held)).toEqual(refused);
});
