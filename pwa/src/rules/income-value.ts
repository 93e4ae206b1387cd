/**
 * The income-linked value of a voucher (tulosidonnainen arvo): by formula, by steps, or by granted hours. Pure; the twin
 * of the server's `reckoning/income_value.py`.
 */
import { type Explanation, explained, type Figure, figure } from './explanation';
import {
  type AboveIncomeLimit,
  ANY_INCOME,
  type ByHousehold,
  forHousehold,
  type IncomeNotGiven,
  type IncomeTerms,
  type Means,
  type MeansRefusal,
  refuseMeans,
  type UnknownHousehold,
} from './income';
import { BASIS_POINTS, MINUTES_IN_HOUR, PERMILLE, type Rounding, rounded, roundedAs, TO_THE_CENT } from './money';
import type { QuantityZero } from './price';

interface Terms {
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
  income?: IncomeTerms;
}

/** Full value, less a share of the income above the limit, times a factor, between the lowest and the highest. */
export interface IncomeFormula extends Terms {
  fullCents: number;
  lowestCents: number;
  highestCents: number;
  limitsCents: ByHousehold;
  /** The share of the income above the limit that is spread over `hours` of care in a month. */
  sharePermille: ByHousehold;
  hours: number;
  factorPermille?: number;
  rounding?: Rounding;
  /** The value of a client who gives no income; null when she must. */
  withoutIncomeCents?: number | null;
}

/** A table of values by income, read from the top; above its last limit there is no right to a voucher. */
export interface ValueSteps extends Terms {
  /** A value for incomes up to a limit, the limit included; without a limit for all the rest. */
  steps: readonly { valueCents: number; upToCents: ByHousehold | null }[];
  withoutIncomeCents?: number | null;
}

/** The share of the income above a limit that a client pays in a month, by granted hours (Riihimäki's table). */
export interface OwnPartTable extends Terms {
  limitsCents: ByHousehold;
  /** The last hour of each class; the class after the last has no end. */
  hoursUpTo: readonly number[];
  /** The share in each class. */
  basisPoints: readonly ByHousehold[];
}

export interface IncomeValue {
  valueCents: number;
  explanation: Explanation;
}

export type ValueRefusal = MeansRefusal | UnknownHousehold | IncomeNotGiven;

/** The value by the formula: rounded once, then held within its bounds. */
export function valueByFormula(means: Means, terms: IncomeFormula): IncomeValue | ValueRefusal {
  const refused = refuseMeans(means, terms.income ?? ANY_INCOME);
  if (refused) return refused;
  if (means.incomeCents === null) return withoutIncome(terms);
  const limit = forHousehold(terms.limitsCents, means.household);
  const permille = forHousehold(terms.sharePermille, means.household);
  if (typeof limit !== 'number') return limit;
  if (typeof permille !== 'number') return permille;
  const { fullCents, lowestCents, highestCents, factorPermille = PERMILLE, rounding = TO_THE_CENT } = terms;
  const above = Math.max(0, means.incomeCents - limit);
  const reduction = above * permille;
  const per = PERMILLE * terms.hours;
  const free = roundedAs((fullCents * per - reduction) * factorPermille, per * PERMILLE, rounding);
  const steps = [
    figure('income-limit', limit, 'cents'),
    figure('income-above-limit', above, 'cents'),
    figure('share-of-income', permille, 'permille'),
    figure('reduction', reduction, 'cents_per_hour', per),
    figure('full-value', fullCents, 'cents_per_hour'),
    figure('factor', factorPermille, 'permille'),
    figure('value-before-bounds', free, 'cents_per_hour'),
    figure('lowest-value', lowestCents, 'cents_per_hour'),
    figure('highest-value', highestCents, 'cents_per_hour'),
  ];
  return {
    valueCents: Math.min(Math.max(free, lowestCents), highestCents),
    explanation: explained('income-formula', terms, inputsOf(means), steps, rounding),
  };
}

/** The value of the first step that the income does not pass. */
export function valueBySteps(means: Means, terms: ValueSteps): IncomeValue | ValueRefusal | AboveIncomeLimit {
  const refused = refuseMeans(means, terms.income ?? ANY_INCOME);
  if (refused) return refused;
  if (means.incomeCents === null) return withoutIncome(terms);
  let limitCents = 0;
  for (const { valueCents, upToCents } of terms.steps) {
    const found = upToCents && forHousehold(upToCents, means.household);
    if (typeof found === 'object' && found !== null) return found;
    if (found === null || means.incomeCents <= found) {
      const passed = found === null ? [] : [figure('income-up-to', found, 'cents')];
      return { valueCents, explanation: explained('income-steps', terms, inputsOf(means), passed) };
    }
    limitCents = found;
  }
  return { refused: 'above-income-limit', limitCents };
}

/** What the client pays of a month by her granted hours; taken off what the organiser pays for the month. */
export function ownPartByHours(
  means: Means,
  grantedMinutes: number,
  terms: OwnPartTable,
): IncomeValue | ValueRefusal | QuantityZero {
  const refused = refuseMeans(means, terms.income ?? ANY_INCOME);
  if (refused) return refused;
  if (grantedMinutes <= 0) return { refused: 'quantity-zero' };
  if (means.incomeCents === null) return { refused: 'income-not-given' };
  const hours = rounded(grantedMinutes, MINUTES_IN_HOUR);
  const hoursClass = terms.hoursUpTo.filter((last) => hours > last).length;
  const limit = forHousehold(terms.limitsCents, means.household);
  const points = forHousehold(terms.basisPoints[hoursClass] ?? { sizes: [] }, means.household);
  if (typeof limit !== 'number') return limit;
  if (typeof points !== 'number') return points;
  const above = Math.max(0, means.incomeCents - limit);
  const steps = [
    figure('granted-hours', hours, 'hours'),
    figure('income-limit', limit, 'cents'),
    figure('income-above-limit', above, 'cents'),
    figure('share-of-income', points, 'basis_points'),
    figure('own-part', above * points, 'cents', BASIS_POINTS),
  ];
  const inputs = [...inputsOf(means), figure('granted-time', grantedMinutes, 'minutes')];
  return {
    valueCents: rounded(above * points, BASIS_POINTS),
    explanation: explained('own-part-by-hours', terms, inputs, steps),
  };
}

/** What the organiser pays for a month after the client's own part; never less than nothing. */
export function monthLessOwnPart(compensationCents: number, ownPartCents: number): number {
  return Math.max(0, compensationCents - ownPartCents);
}

function withoutIncome(terms: IncomeFormula | ValueSteps): IncomeValue | IncomeNotGiven {
  if (typeof terms.withoutIncomeCents !== 'number') return { refused: 'income-not-given' };
  return { valueCents: terms.withoutIncomeCents, explanation: explained('no-income-given', terms, [], []) };
}

function inputsOf(means: Means): Figure[] {
  return [
    figure('household', means.household ?? 0, 'people'),
    figure('income-a-month', means.incomeCents ?? 0, 'cents'),
  ];
}
