/** The income-linked value and the means test as they are typed, and as the rules want them. */

import type {
  IncomeFormula,
  IncomeTerms,
  MeansTest,
  OwnPartTable,
  Rounding,
  ServiceTerms,
  ValueSteps,
} from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import { PERMILLE } from '../../rules/money';
import {
  type HouseholdDraft,
  householdDraft,
  NO_HOUSEHOLDS,
  neededHouseholds,
  readHouseholds,
} from './draft-household';
import type { Reader } from './reader';

/** A value that follows the income, one of the three ways. */
export type IncomeValueTerms = NonNullable<ServiceTerms['incomeValue']>;

export interface IncomeTermsDraft {
  kind: 'any' | 'gross' | 'net';
  needsEvidence: boolean;
}

export interface StepDraft {
  value: string;
  upTo: HouseholdDraft;
}

export interface ClassDraft {
  /** The last hour of the class; the last class has none. */
  hoursUpTo: string;
  shares: HouseholdDraft;
}

export interface IncomeDraft {
  way: 'none' | 'formula' | 'steps' | 'own_part';
  income: IncomeTermsDraft;
  verified: boolean;
  full: string;
  lowest: string;
  highest: string;
  limits: HouseholdDraft;
  shares: HouseholdDraft;
  hours: string;
  factor: string;
  roundingStep: string;
  roundingDirection: Rounding['direction'];
  withoutIncome: string;
  steps: StepDraft[];
  classes: ClassDraft[];
}

export interface MeansTestDraft {
  isAsked: boolean;
  income: IncomeTermsDraft;
  incomeLimits: HouseholdDraft;
  savingsLimits: HouseholdDraft;
}

/** What an income-linked value says of itself: the part's decision and days. */
export interface Origin {
  source: string;
  firstDay: string;
  lastDay: string | null;
}

/** Of the longest month. */
const HOURS_IN_MONTH = 31 * 24;

const ANY: IncomeTermsDraft = { kind: 'any', needsEvidence: false };

export const NO_INCOME_VALUE: IncomeDraft = {
  way: 'none',
  income: { kind: 'gross', needsEvidence: true },
  verified: true,
  full: '',
  lowest: '',
  highest: '',
  limits: NO_HOUSEHOLDS,
  shares: NO_HOUSEHOLDS,
  hours: '60',
  factor: '1',
  roundingStep: '1',
  roundingDirection: 'half_up',
  withoutIncome: '',
  steps: [{ value: '', upTo: NO_HOUSEHOLDS }],
  classes: [{ hoursUpTo: '', shares: NO_HOUSEHOLDS }],
};

export const NO_MEANS_TEST: MeansTestDraft = {
  isAsked: false,
  income: ANY,
  incomeLimits: NO_HOUSEHOLDS,
  savingsLimits: NO_HOUSEHOLDS,
};

export function incomeDraft(terms: IncomeValueTerms | null): IncomeDraft {
  if (terms === null) return NO_INCOME_VALUE;
  const shared = { ...NO_INCOME_VALUE, income: incomeTermsDraft(terms.income), verified: terms.verified };
  switch (terms.kind) {
    case 'formula':
      return { ...shared, way: 'formula', ...formulaDraft(terms) };
    case 'steps':
      return {
        ...shared,
        way: 'steps',
        withoutIncome: sum(terms.withoutIncomeCents),
        steps: terms.steps.map(({ valueCents, upToCents }) => ({
          value: sum(valueCents),
          upTo: householdDraft(upToCents, 'cents'),
        })),
      };
    case 'own_part':
      return {
        ...shared,
        way: 'own_part',
        limits: householdDraft(terms.limitsCents, 'cents'),
        classes: terms.basisPoints.map((shares, place) => ({
          hoursUpTo: String(terms.hoursUpTo[place] ?? ''),
          shares: householdDraft(shares, 'basisPoints'),
        })),
      };
  }
}

function formulaDraft(terms: IncomeFormula): Partial<IncomeDraft> {
  return {
    full: sum(terms.fullCents),
    lowest: sum(terms.lowestCents),
    highest: sum(terms.highestCents),
    limits: householdDraft(terms.limitsCents, 'cents'),
    shares: householdDraft(terms.sharePermille, 'permille'),
    hours: String(terms.hours),
    factor: decimalOf(terms.factorPermille ?? PERMILLE, 3),
    roundingStep: String(terms.rounding?.stepCents ?? 1),
    roundingDirection: terms.rounding?.direction ?? 'half_up',
    withoutIncome: sum(terms.withoutIncomeCents),
  };
}

export function incomeTermsDraft(terms: IncomeTerms | undefined): IncomeTermsDraft {
  return terms ? { kind: terms.kind ?? 'any', needsEvidence: terms.needsEvidence } : ANY;
}

export function readIncomeTerms({ kind, needsEvidence }: IncomeTermsDraft): IncomeTerms {
  return { kind: kind === 'any' ? null : kind, needsEvidence };
}

export function meansTestDraft(test: MeansTest | null): MeansTestDraft {
  if (test === null) return NO_MEANS_TEST;
  return {
    isAsked: true,
    income: incomeTermsDraft(test.income),
    incomeLimits: householdDraft(test.incomeLimitsCents, 'cents'),
    savingsLimits: householdDraft(test.savingsLimitsCents, 'cents'),
  };
}

export function readMeansTest(draft: MeansTestDraft, reader: Reader): MeansTest | null {
  if (!draft.isAsked) return null;
  const incomeLimitsCents = readHouseholds(draft.incomeLimits, 'cents', 'meansTest.income', reader);
  const savingsLimitsCents = readHouseholds(draft.savingsLimits, 'cents', 'meansTest.savings', reader);
  if (!incomeLimitsCents && !savingsLimitsCents) reader.wrong('meansTest.income.0', 'missing');
  return { incomeLimitsCents, savingsLimitsCents, income: readIncomeTerms(draft.income) };
}

export function readIncomeValue(draft: IncomeDraft, origin: Origin, reader: Reader): IncomeValueTerms | null {
  const shared = { ...origin, verified: draft.verified, income: readIncomeTerms(draft.income) };
  switch (draft.way) {
    case 'none':
      return null;
    case 'formula':
      return { kind: 'formula', ...shared, ...readFormula(draft, reader) };
    case 'steps':
      return { kind: 'steps', ...shared, ...readSteps(draft, reader) };
    case 'own_part':
      return { kind: 'own_part', ...shared, ...readOwnPart(draft, reader) };
  }
}

type Reckoned<Terms> = Omit<Terms, keyof Origin | 'verified' | 'income' | 'kind'>;

function readFormula(draft: IncomeDraft, reader: Reader): Reckoned<IncomeFormula> {
  const cents = (at: 'full' | 'lowest' | 'highest') =>
    reader.needed(`income.${at}`, reader.price(`income.${at}`, draft[at]));
  const hours = reader.needed('income.hours', reader.count('income.hours', draft.hours, HOURS_IN_MONTH));
  if (hours === 0) reader.wrong('income.hours', 'missing');
  return {
    fullCents: cents('full'),
    lowestCents: cents('lowest'),
    highestCents: cents('highest'),
    limitsCents: neededHouseholds(draft.limits, 'cents', 'income.limits', reader),
    sharePermille: neededHouseholds(draft.shares, 'permille', 'income.shares', reader),
    hours,
    factorPermille: reader.factor('income.factor', draft.factor) ?? PERMILLE,
    rounding: { stepCents: Number(draft.roundingStep) as Rounding['stepCents'], direction: draft.roundingDirection },
    withoutIncomeCents: reader.price('income.withoutIncome', draft.withoutIncome),
  };
}

function readSteps(draft: IncomeDraft, reader: Reader): Reckoned<ValueSteps> {
  if (draft.steps.length === 0) reader.wrong('income.steps', 'no-steps');
  return {
    steps: draft.steps.map(({ value, upTo }, place) => {
      const at = `income.steps.${place}`;
      const upToCents = readHouseholds(upTo, 'cents', `${at}.upTo`, reader);
      if (upToCents === null && place < draft.steps.length - 1) reader.wrong(`${at}.upTo.0`, 'missing');
      return { valueCents: reader.needed(`${at}.value`, reader.price(`${at}.value`, value)), upToCents };
    }),
    withoutIncomeCents: reader.price('income.withoutIncome', draft.withoutIncome),
  };
}

function readOwnPart(draft: IncomeDraft, reader: Reader): Reckoned<OwnPartTable> {
  const hoursUpTo: number[] = [];
  for (const [place, { hoursUpTo: typed }] of draft.classes.slice(0, -1).entries()) {
    const at = `income.classes.${place}.hours`;
    const hours = reader.needed(at, reader.count(at, typed));
    if (hours <= (hoursUpTo.at(-1) ?? 0)) reader.wrong(at, 'not-rising');
    hoursUpTo.push(hours);
  }
  return {
    limitsCents: neededHouseholds(draft.limits, 'cents', 'income.limits', reader),
    hoursUpTo,
    basisPoints: draft.classes.map(({ shares }, place) =>
      neededHouseholds(shares, 'basisPoints', `income.classes.${place}.shares`, reader),
    ),
  };
}

function sum(cents: number | null | undefined): string {
  return typeof cents === 'number' ? decimalOf(cents, 2, 2) : '';
}
