import { expect, test } from 'vitest';
import cases from '../../../tests/vectors/visit_states.json';
import { actsOf, stateOf, type VisitState, type Way } from './visit-state';

interface Case {
  case: string;
  way: Way;
  state: VisitState;
  may: Record<string, string[]>;
}

test.each(cases as Case[])('$case', ({ way, state, may }) => {
  expect(stateOf(way)).toBe(state);
  for (const [role, acts] of Object.entries(may)) {
    expect([...actsOf(role, state)].sort()).toEqual(acts);
  }
});
