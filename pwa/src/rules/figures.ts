/**
 * What a grant is worth to the client or costs her, by the rulebook in force on its first day, and why not. The same
 * cases bind the server's `decisions/figures.py` (tests/vectors/grant_figures.json). Pure.
 */
import { type ClientFee, clientFee, type FeeLimits, type FeeTable } from './client-fee';
import { type Explanation, explained, figure } from './explanation';
import { inMonth } from './granted-in-month';
import { type Means, type MeansTest, refuseByMeans } from './income';
import {
  type IncomeFormula,
  type OwnPartTable,
  ownPartByHours,
  type ValueSteps,
  valueByFormula,
  valueBySteps,
} from './income-value';
import { refuseQuantity } from './price';

export type ArrangedAs = 'voucher' | 'order' | 'own';
export type Period = 'week' | 'month' | 'total';
export type QuantityUnit = 'minute' | 'visit' | 'day' | 'week' | 'month' | 'cent';

export interface GrantedAmount {
  quantity: number;
  quantityUnit: QuantityUnit;
  period: Period;
  means: Means | null;
}

/** Of a rulebook's part on a service, what a grant is reckoned by. */
export interface GrantTerms {
  arranging: readonly ArrangedAs[];
  incomeValue:
    | (IncomeFormula & { kind: 'formula' })
    | (ValueSteps & { kind: 'steps' })
    | (OwnPartTable & { kind: 'own_part' })
    | null;
  meansTest: MeansTest | null;
  limits: Record<Period, number | null> | null;
  fee: { kind: 'by_hours'; ownTable: FeeTable | null } | { kind: 'flat'; cents: number } | null;
  isFree: boolean;
  costCents: number | null;
}

/** What holds for a service on the first day of a grant. */
export interface Offered {
  /** What the service's prices are for. */
  unit: string;
  terms: GrantTerms;
  /** Where the terms come from. */
  source: string;
  /** Of the acts, in force on that day. */
  feeTable: FeeTable | null;
  feeLimits: FeeLimits | null;
}

/** What was reckoned of a grant; null where it is not asked for, or the rulebook has nothing to reckon by. */
export interface GrantFigures {
  /** The personal value per the service's unit. */
  valueCents: number | null;
  /** What the client pays the organiser in a month. */
  clientFeeCents: number | null;
  explanation: Explanation | null;
}

export interface Refused {
  refused: string;
}

const NONE_RECKONED: GrantFigures = { valueCents: null, clientFeeCents: null, explanation: null };
const NO_MEANS: Means = { household: null, incomeCents: null, kind: 'gross', evidenced: false, savingsCents: null };
/** A month holds at least so many weeks: what is granted for a week is granted so many times in it. */
const WEEKS_IN_SHORTEST_MONTH = 4;
const FREE_OF_CHARGE = '734/1992 s.4-5';

/** What a grant is worth and costs, or why it cannot be given so. */
export function grantFigures(
  grant: GrantedAmount,
  arranging: ArrangedAs,
  firstDay: string,
  lastDay: string | null,
  offered: Offered,
): GrantFigures | Refused {
  if (!offered.terms.arranging.includes(arranging)) return { refused: 'arranging-not-offered' };
  const refused = refuseAmount(grant, offered.unit, offered.terms.limits);
  if (refused) return refused;
  return arranging === 'voucher'
    ? personalValue(grant, firstDay, lastDay, offered.terms)
    : fee(grant, firstDay, lastDay, offered);
}

/** What a service is counted in by its own unit: any time in minutes. */
export function naturalUnit(unit: string): Exclude<QuantityUnit, 'cent'> {
  return unit === 'visit' || unit === 'day' || unit === 'week' || unit === 'month' ? unit : 'minute';
}

/** In what a service can be granted: its own unit, visits where it is counted in time, and euros. */
export function countedIn(unit: string): [QuantityUnit, ...QuantityUnit[]] {
  const natural = naturalUnit(unit);
  return natural === 'minute' ? [natural, 'visit', 'cent'] : [natural, 'cent'];
}

/** Why so much cannot be granted: in a unit that is not the service's, or above one of the limits. */
export function refuseAmount(
  { quantity, quantityUnit, period }: Omit<GrantedAmount, 'means'>,
  unit: string,
  limits: GrantTerms['limits'],
): Refused | null {
  if (!countedIn(unit).includes(quantityUnit)) return { refused: 'quantity-of-another-unit' };
  if (limits === null || quantityUnit !== naturalUnit(unit)) return null;
  const times: Record<Period, [Period, number][]> = {
    week: [
      ['week', 1],
      ['month', WEEKS_IN_SHORTEST_MONTH],
      ['total', 1],
    ],
    month: [
      ['month', 1],
      ['total', 1],
    ],
    total: [['total', 1]],
  };
  for (const [limited, count] of times[period]) {
    const refused = refuseQuantity(quantity * count, limits[limited]);
    if (refused) return refused;
  }
  return null;
}

function personalValue(
  { quantity, quantityUnit, period, means }: GrantedAmount,
  firstDay: string,
  lastDay: string | null,
  { meansTest, incomeValue }: GrantTerms,
): GrantFigures | Refused {
  const known = means ?? NO_MEANS;
  const refused = meansTest && refuseByMeans(known, meansTest);
  if (refused) return refused;
  if (incomeValue === null) return NONE_RECKONED;
  if (incomeValue.kind === 'own_part') {
    if (quantityUnit !== 'minute') return { refused: 'quantity-of-another-unit' };
    const part = ownPartByHours(known, inMonth(quantity, period, firstDay, lastDay), incomeValue);
    // What she pays of the month herself is no value of an hour: the rulebook's holds.
    return 'refused' in part ? part : { ...NONE_RECKONED, explanation: part.explanation };
  }
  const value = incomeValue.kind === 'formula' ? valueByFormula(known, incomeValue) : valueBySteps(known, incomeValue);
  return 'refused' in value ? value : { ...NONE_RECKONED, ...value };
}

function fee(
  { quantity, quantityUnit, period, means }: GrantedAmount,
  firstDay: string,
  lastDay: string | null,
  { terms, source, feeTable, feeLimits }: Offered,
): GrantFigures | Refused {
  if (terms.isFree) return feeOf({ feeCents: 0, explanation: plain('free-service', FREE_OF_CHARGE, []) });
  if (terms.fee === null) return NONE_RECKONED;
  if (terms.fee.kind === 'flat') {
    const { cents } = terms.fee;
    return feeOf({ feeCents: cents, explanation: plain('flat-fee', source, [figure('fee-of-month', cents, 'cents')]) });
  }
  const table = terms.fee.ownTable ?? feeTable;
  if (table === null || feeLimits === null) return { refused: 'nothing-in-force' };
  if (quantityUnit !== 'minute') return { refused: 'quantity-of-another-unit' };
  const minutes = inMonth(quantity, period, firstDay, lastDay);
  const found = clientFee(means ?? NO_MEANS, [minutes], { table, limits: feeLimits, costCents: terms.costCents });
  return 'refused' in found ? found : feeOf(found);
}

function feeOf({ feeCents, explanation }: ClientFee): GrantFigures {
  return { valueCents: null, clientFeeCents: feeCents, explanation };
}

function plain(rule: string, source: string, inputs: Explanation['inputs']): Explanation {
  return explained(rule, { source, verified: true }, inputs, []);
}
