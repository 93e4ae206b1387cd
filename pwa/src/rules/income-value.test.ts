import { expect, test } from 'vitest';
import statutes from '../../../backend/catalogue/statutes/home_care_value.json';
import named from '../../../tests/vectors/income_terms.json';
import vectors from '../../../tests/vectors/income_value.json';
import { inCamelCase } from './cases';
import { inForceOn } from './catalogue';
import { type Means, type MeansTest, refuseByMeans } from './income';
import {
  type IncomeFormula,
  monthLessOwnPart,
  type OwnPartTable,
  ownPartByHours,
  type ValueSteps,
  valueByFormula,
  valueBySteps,
} from './income-value';

const STATUTES = inCamelCase<IncomeFormula[]>(statutes);

type Vector = (typeof vectors)[number];

function reckoned(vector: Vector) {
  const means = inCamelCase<Means>(vector.means);
  if (vector.on) {
    const formula = inForceOn(vector.on, STATUTES);
    return formula ? valueByFormula(means, formula) : { refused: 'nothing-in-force', day: vector.on };
  }
  const entry = named.find(({ name }) => name === vector.terms);
  switch (entry?.kind) {
    case 'formula':
      return valueByFormula(means, inCamelCase<IncomeFormula>(entry.terms));
    case 'steps':
      return valueBySteps(means, inCamelCase<ValueSteps>(entry.terms));
    case 'own_part':
      return ownPartByHours(means, vector.granted_minutes ?? 0, inCamelCase<OwnPartTable>(entry.terms));
    default:
      return refuseByMeans(means, inCamelCase<MeansTest>(entry?.terms));
  }
}

test.each(vectors)('$case', (vector) => {
  const found = reckoned(vector);
  if (found && 'valueCents' in found) {
    expect(found.valueCents).toBe(vector.value_cents);
    if (vector.explanation) expect(found.explanation).toEqual(inCamelCase(vector.explanation));
  } else {
    expect(found).toEqual(inCamelCase(vector.refused ?? null));
  }
});

test('an own part above the month’s compensation takes all of it', () => {
  expect(monthLessOwnPart(46900, 12345)).toBe(34555);
  expect(monthLessOwnPart(12345, 12346)).toBe(0);
});
