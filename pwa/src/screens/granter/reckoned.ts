/** What the rulebook and the acts give this client as the draft stands: her personal value, her fee, or why there is none. */
import type { ReckoningTerms, ServiceTerms } from '../../api/schema';
import { type ClientFee, clientFee, type FeeTerms } from '../../rules/client-fee';
import { explained } from '../../rules/explanation';
import { ANY_INCOME, type IncomeTerms, type Means, refuseByMeans } from '../../rules/income';
import { type IncomeValue, ownPartByHours, valueByFormula, valueBySteps } from '../../rules/income-value';
import { rounded, share } from '../../rules/money';
import type { Draft } from './draft';
import { typedQuantity } from './draft';
import { typedHousehold, typedIncome } from './typed';

export interface Reckoned {
  /** A value of her own per the service's unit; null where the rulebook's values hold, or nothing can be reckoned yet. */
  value: IncomeValue | null;
  /** What she pays of the month herself, where the rulebook goes by granted hours. */
  ownPart: IncomeValue | null;
  /** With an order or own production. */
  fee: ClientFee | null;
  /** Why her means do not give what is asked, by arranging. */
  refusedValue: string | null;
  refusedFee: string | null;
}

const NOTHING: Reckoned = { value: null, ownPart: null, fee: null, refusedValue: null, refusedFee: null };
const MONTHS_IN_YEAR = 12;
/** Weeks in twelve months, in quarters of a week: 365.25 days are 52.18 weeks. */
const WEEKS_IN_YEAR = 52;

/** The means as they are typed; what cannot be read is not known. */
export function meansOf(draft: Draft): Means {
  return {
    household: typedHousehold(draft.household).amount,
    incomeCents: typedIncome(draft.income).amount,
    kind: draft.incomeKind,
    evidenced: draft.evidenced,
    savingsCents: typedIncome(draft.savings).amount,
  };
}

/** Which questions of means the terms ask at all. */
export function asksMeans(terms: ServiceTerms | null): { income: boolean; savings: boolean; terms: IncomeTerms } {
  const income = terms?.incomeValue?.income ?? terms?.meansTest?.income ?? ANY_INCOME;
  return {
    income: Boolean(terms?.incomeValue || terms?.meansTest?.incomeLimitsCents || terms?.fee?.kind === 'by_hours'),
    savings: Boolean(terms?.meansTest?.savingsLimitsCents),
    terms: income,
  };
}

/** How much of it there is in a month. */
export function inMonth(amount: number, period: Draft['period']): number {
  return period === 'week' ? rounded(amount * WEEKS_IN_YEAR, MONTHS_IN_YEAR) : amount;
}

export function reckonedOf(draft: Draft, terms: ServiceTerms | null, statute: ReckoningTerms | null): Reckoned {
  if (terms === null) return NOTHING;
  const means = meansOf(draft);
  const typed = typedQuantity(draft);
  const minutes = draft.counted === 'minute' && typed.amount !== null ? inMonth(typed.amount, draft.period) : null;
  return { ...valueFor(means, minutes, terms), ...feeFor(means, minutes, terms, statute) };
}

function valueFor(
  means: Means,
  minutes: number | null,
  terms: ServiceTerms,
): Pick<Reckoned, 'value' | 'ownPart' | 'refusedValue'> {
  const none = { value: null, ownPart: null };
  const refused = terms.meansTest ? refuseByMeans(means, terms.meansTest) : null;
  if (refused) return { ...none, refusedValue: refused.refused };
  if (!terms.incomeValue) return { ...none, refusedValue: null };
  if (terms.incomeValue.kind === 'own_part') {
    const part = minutes === null ? null : ownPartByHours(means, minutes, terms.incomeValue);
    if (part && 'refused' in part) return { ...none, refusedValue: part.refused };
    return { value: null, ownPart: part, refusedValue: null };
  }
  const value =
    terms.incomeValue.kind === 'formula'
      ? valueByFormula(means, terms.incomeValue)
      : valueBySteps(means, terms.incomeValue);
  if ('refused' in value) return { ...none, refusedValue: value.refused };
  return { value, ownPart: null, refusedValue: null };
}

function feeFor(
  means: Means,
  minutes: number | null,
  { fee, costCents, isFree }: ServiceTerms,
  statute: ReckoningTerms | null,
): Pick<Reckoned, 'fee' | 'refusedFee'> {
  if (isFree) {
    const source = '734/1992 s.4-5';
    return {
      fee: { feeCents: 0, explanation: explained('free-service', { source, verified: true }, [], []) },
      refusedFee: null,
    };
  }
  if (fee?.kind === 'flat') {
    const source = '734/1992 s.10h';
    return {
      fee: { feeCents: fee.cents, explanation: explained('flat-fee', { source, verified: true }, [], []) },
      refusedFee: null,
    };
  }
  const table = fee?.kind === 'by_hours' ? (fee.ownTable ?? statute?.feeTable) : null;
  if (!table || !statute?.feeLimits || minutes === null) return { fee: null, refusedFee: null };
  const feeTerms: FeeTerms = { table, limits: statute.feeLimits, costCents };
  const found = clientFee(means, [minutes], feeTerms);
  return 'refused' in found ? { fee: null, refusedFee: found.refused } : { fee: found, refusedFee: null };
}

/** Her own value at a time of day: raised by the band's factor; a band with a sum of its own keeps the higher of the two. */
export function valueInBand(personalCents: number, terms: ServiceTerms | null, band: string): number {
  const found = terms?.value?.timetable?.bands.find(({ slug }) => slug === band);
  if (!found) return personalCents;
  if (typeof found.cents === 'number') return Math.max(found.cents, personalCents);
  return share(personalCents, found.factorPermille ?? 1000);
}
