/** What the rulebook and the acts give this client as the draft stands: her personal value, her fee, or why there is none. */
import type { ReckoningTerms, ServiceTerms } from '../../api/schema';
import type { ClientFee } from '../../rules/client-fee';
import type { Explanation } from '../../rules/explanation';
import { type GrantedAmount, type GrantFigures, grantFigures, type Refused } from '../../rules/figures';
import { ANY_INCOME, type IncomeTerms, type Means } from '../../rules/income';
import type { IncomeValue } from '../../rules/income-value';
import { PERMILLE, share } from '../../rules/money';
import { type Draft, typedQuantity } from './draft';
import { typedHousehold, typedIncome } from './typed';

export interface Reckoned {
  /** A value of her own per the service's unit; null where the rulebook's values hold, or nothing can be reckoned yet. */
  value: IncomeValue | null;
  /** How much of the month she pays herself, where the rulebook goes by granted hours. */
  ownPart: Explanation | null;
  /** With an order or own production. */
  fee: ClientFee | null;
  /** Why her means do not give what is asked: with a voucher, and without one. */
  refusedValue: string | null;
  refusedFee: string | null;
}

export interface GrantBasis {
  unit: string;
  terms: ServiceTerms;
  source: string;
  statute: ReckoningTerms | null;
}

const NOTHING: Reckoned = { value: null, ownPart: null, fee: null, refusedValue: null, refusedFee: null };

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

/** As the draft stands. */
export function reckonedOf(draft: Draft, basis: GrantBasis | null): Reckoned {
  const { amount } = typedQuantity(draft);
  const asked = { quantity: amount, quantityUnit: draft.counted, period: draft.period, means: meansOf(draft) };
  return reckonedFor(asked, draft.firstDay, draft.lastDay || null, basis);
}

/** An amount that may not be known yet. */
export type AskedAmount = Omit<GrantedAmount, 'quantity'> & { quantity: number | null };

/** Both sides at once, whichever way is chosen: the client is told of every one of them (569/2009 s.6). */
export function reckonedFor(
  asked: AskedAmount,
  firstDay: string,
  lastDay: string | null,
  basis: GrantBasis | null,
): Reckoned {
  if (basis === null) return NOTHING;
  const { unit, source, statute, terms } = basis;
  const offered = {
    ...{ unit, source },
    // Each way is reckoned though it may not be offered: the form tells that at its own question.
    terms: { ...terms, arranging: ['voucher', 'own'] as const, limits: null },
    feeTable: statute?.feeTable ?? null,
    feeLimits: statute?.feeLimits ?? null,
  };
  const { quantity } = asked;
  // Neither a formula nor steps ask how much is granted: the value is there before the amount is.
  const isByHours = terms.incomeValue?.kind === 'own_part';
  const anyAmount = { ...asked, quantity: quantity ?? 1 };
  const byVoucher =
    quantity === null && isByHours ? null : grantFigures(anyAmount, 'voucher', firstDay, lastDay, offered);
  const byCounty = quantity === null ? null : grantFigures(anyAmount, 'own', firstDay, lastDay, offered);
  return { ...NOTHING, ...(byVoucher && valueIn(byVoucher)), ...(byCounty && feeIn(byCounty)) };
}

function valueIn(found: GrantFigures | Refused): Pick<Reckoned, 'value' | 'ownPart' | 'refusedValue'> {
  if ('refused' in found) return { value: null, ownPart: null, refusedValue: found.refused };
  const { valueCents, explanation } = found;
  if (valueCents === null || explanation === null) return { value: null, ownPart: explanation, refusedValue: null };
  return { value: { valueCents, explanation }, ownPart: null, refusedValue: null };
}

function feeIn(found: GrantFigures | Refused): Pick<Reckoned, 'fee' | 'refusedFee'> {
  if ('refused' in found) return { fee: null, refusedFee: found.refused };
  const { clientFeeCents, explanation } = found;
  if (clientFeeCents === null || explanation === null) return { fee: null, refusedFee: null };
  return { fee: { feeCents: clientFeeCents, explanation }, refusedFee: null };
}

/** Her own value at a time of day: raised by the band's factor; a band with a sum of its own keeps the higher of the two. */
export function valueInBand(personalCents: number, terms: ServiceTerms | null, band: string): number {
  const found = terms?.value?.timetable?.bands.find(({ slug }) => slug === band);
  if (!found) return personalCents;
  if (typeof found.cents === 'number') return Math.max(found.cents, personalCents);
  return share(personalCents, found.factorPermille ?? PERMILLE);
}
