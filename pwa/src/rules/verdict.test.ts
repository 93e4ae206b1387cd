import { expect, test } from 'vitest';
import cases from '../../../tests/vectors/verdict.json';
import { inCamelCase } from './cases';
import { RULE_TABLE } from './rule-table';
import { type JudgedGrant, type JudgedVisit, judge, type Measured, type Price, RULES, type Verdict } from './verdict';

interface Case {
  case: string;
  visit: JudgedVisit;
  grant: JudgedGrant;
  measured: Measured | null;
  price: Price;
  expected: Verdict;
}

test.each(inCamelCase<Case[]>(cases))('$case', ({ visit, grant, measured, price, expected }) => {
  expect(judge(visit, grant, RULE_TABLE, measured, price)).toEqual(expected);
});

test('the table has a row for every rule, with words in every language', () => {
  expect([...new Set(RULE_TABLE.rows.map(({ id }) => id))].sort()).toEqual([...RULES].sort());
  for (const { words } of RULE_TABLE.rows) {
    for (const said of [words.title, words.next]) expect(Object.values(said).every(Boolean)).toBe(true);
  }
});
