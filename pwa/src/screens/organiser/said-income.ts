/** The income-linked value and the means test in words. */
import type { IncomeTerms, MeansTest } from '../../rules/income';
import type { IncomeFormula, OwnPartTable, ValueSteps } from '../../rules/income-value';
import { PERMILLE } from '../../rules/money';
import { euros, percent } from '../../words/amounts';
import { tell } from '../../words/organiser';
import type { IncomeValueTerms } from './draft-income';
import { householdsOf, perUnit, type Row, row, shareOf } from './said';

export function incomeRows(terms: IncomeValueTerms | null, unit: string): Row[] {
  if (terms === null) return [row('income', 'income.title', null, 'income.none')];
  const shared = [
    row('income', 'income.title', tell(`income.way.${terms.kind}`), 'income.none'),
    row('income', 'income.asks', incomeAsked(terms.income), 'income.anyKind'),
  ];
  if (!terms.verified) shared.push(row('income', 'income.verified', tell('income.unverified'), 'income.isVerified'));
  switch (terms.kind) {
    case 'formula':
      return [...shared, ...formulaRows(terms, unit)];
    case 'steps':
      return [...shared, ...stepRows(terms, unit)];
    case 'own_part':
      return [...shared, ...ownPartRows(terms)];
  }
}

export function meansTestRows(test: MeansTest | null): Row[] {
  if (test === null) return [row('meansTest', 'meansTest.title', null, 'meansTest.none')];
  const { incomeLimitsCents, savingsLimitsCents, income } = test;
  const limits = (of: typeof incomeLimitsCents) => (of ? householdsOf(of, euros) : null);
  return [
    row('meansTest', 'meansTest.income', limits(incomeLimitsCents), 'meansTest.noLimit'),
    row('meansTest', 'meansTest.savings', limits(savingsLimitsCents), 'meansTest.noLimit'),
    row('meansTest', 'meansTest.asks', incomeAsked(income), 'income.anyKind'),
  ];
}

function formulaRows(terms: IncomeFormula, unit: string): Row[] {
  const { factorPermille = PERMILLE, rounding, withoutIncomeCents } = terms;
  const step = rounding && (rounding.stepCents > 1 || rounding.direction === 'up') ? rounding : null;
  return [
    row('income', 'income.full', perUnit(terms.fullCents, unit), 'income.needed'),
    row('income', 'income.lowest', perUnit(terms.lowestCents, unit), 'income.needed'),
    row('income', 'income.highest', perUnit(terms.highestCents, unit), 'income.needed'),
    row('income', 'income.limits', householdsOf(terms.limitsCents, euros), 'income.needed'),
    row('income', 'income.shares', householdsOf(terms.sharePermille, shareOf), 'income.needed'),
    row('income', 'income.hours', tell('income.hoursSaid', { count: terms.hours }), 'income.needed'),
    row('income', 'income.factor', factorPermille === PERMILLE ? null : shareOf(factorPermille), 'income.noFactor'),
    row(
      'income',
      'income.rounding',
      step && tell(`income.rounding.${step.direction}`, { step: euros(step.stepCents) }),
      'income.toTheCent',
    ),
    withoutIncome(withoutIncomeCents, unit),
  ];
}

function stepRows({ steps, withoutIncomeCents }: ValueSteps, unit: string): Row[] {
  const rows = steps.map(({ valueCents, upToCents }, place): Row => {
    const upTo = upToCents ? tell('steps.upTo', { limits: householdsOf(upToCents, euros) }) : tell('steps.rest');
    return {
      section: 'income',
      key: `step.${place}`,
      name: tell('steps.step', { count: place + 1 }),
      said: tell('steps.said', { value: perUnit(valueCents, unit), upTo }),
      otherwise: '',
    };
  });
  return [...rows, withoutIncome(withoutIncomeCents, unit)];
}

function ownPartRows({ limitsCents, hoursUpTo, basisPoints }: OwnPartTable): Row[] {
  const rows = basisPoints.map((shares, place): Row => {
    const [from, to] = [(hoursUpTo[place - 1] ?? 0) + 1, hoursUpTo[place]];
    return {
      section: 'income',
      key: `class.${place}`,
      name: to === undefined ? tell('ownPart.from', { from }) : tell('ownPart.fromTo', { from, to }),
      said: householdsOf(shares, percent),
      otherwise: '',
    };
  });
  return [row('income', 'income.limits', householdsOf(limitsCents, euros), 'income.needed'), ...rows];
}

function withoutIncome(cents: number | null | undefined, unit: string): Row {
  const said = typeof cents === 'number' ? perUnit(cents, unit) : null;
  return row('income', 'income.withoutIncome', said, 'income.mustGive');
}

/** Gross or net, and whether papers must be seen; null where either will do. */
function incomeAsked(terms: IncomeTerms | undefined): string | null {
  if (!terms || (terms.kind === null && !terms.needsEvidence)) return null;
  const kind = tell(`income.kind.${terms.kind ?? 'any'}`);
  return terms.needsEvidence ? tell('income.withEvidence', { kind }) : kind;
}
