/** A new version of a part of the rulebook as it is typed: it starts as a copy of the one in force. */

import type { FeeTable, GeneralTerms, PriceTerms, QuantityLimits, ServiceTerms } from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import { refuseQuantities, refuseValue } from '../../rules/terms';
import { type FeeDraft, feeDraft, readFee } from './draft-fee';
import {
  type IncomeDraft,
  incomeDraft,
  type MeansTestDraft,
  meansTestDraft,
  type Origin,
  readIncomeValue,
  readMeansTest,
} from './draft-income';
import { type PriceDraft, priceDraft, readPrice } from './draft-price';
import { type RecordingDraft, readRecording, recordingDraft } from './draft-recording';
import type { Reader } from './reader';

export type ArrangingTerm = ServiceTerms['arranging'][number];

export interface PeriodDraft {
  firstDay: string;
  /** Nothing: until further notice. */
  lastDay: string;
  source: string;
}

export interface QuantityDraft {
  ceiling: string;
  mostPerVisit: string;
  twoWorkersTask: string;
  week: string;
  month: string;
  total: string;
  cost: string;
  covered: string;
}

export interface ServiceDraft {
  period: PeriodDraft;
  arranging: ArrangingTerm[];
  value: PriceDraft;
  income: IncomeDraft;
  meansTest: MeansTestDraft;
  quantity: QuantityDraft;
  fee: FeeDraft;
  isFree: boolean;
  recording: RecordingDraft;
}

export interface GeneralDraft {
  period: PeriodDraft;
  recording: RecordingDraft;
  settlementDay: string;
  asksPresence: boolean;
}

/** The part of the rulebook as it would be sent. */
export interface ReadPart<Terms> extends Origin {
  terms: Terms;
}

/** What is reckoned by the clock; the grants of such a service are in minutes. */
const TIME_UNITS: readonly string[] = ['minute', 'quarter_hour', 'half_hour', 'hour'];
/** What a rulebook may settle on (`GeneralTerms`). */
export const SETTLEMENT_DAYS = ['4', '5', '6', '7', '8'] as const;

export function isByTime(unit: string): boolean {
  return TIME_UNITS.includes(unit);
}

export function serviceDraft(terms: ServiceTerms | null, unit: string): ServiceDraft {
  return {
    period: { firstDay: '', lastDay: '', source: '' },
    arranging: [...(terms?.arranging ?? [])],
    value: priceDraft(terms?.value ?? null),
    income: incomeDraft(terms?.incomeValue ?? null),
    meansTest: meansTestDraft(terms?.meansTest ?? null),
    quantity: quantityDraft(terms, unit),
    fee: feeDraft(terms?.fee ?? null),
    isFree: terms?.isFree ?? false,
    recording: recordingDraft(terms),
  };
}

export function generalDraft(terms: GeneralTerms | null): GeneralDraft {
  return {
    period: { firstDay: '', lastDay: '', source: '' },
    recording: recordingDraft(terms),
    settlementDay: String(terms?.settlementDay ?? ''),
    asksPresence: terms?.asksPresence ?? false,
  };
}

export function readService(
  draft: ServiceDraft,
  unit: PriceTerms['unit'],
  statutory: FeeTable | null,
  reader: Reader,
): ReadPart<ServiceTerms> {
  const origin = readPeriod(draft.period, reader);
  if (draft.arranging.length === 0) reader.wrong('arranging', 'no-ways');
  const { ceilingCents, ...quantity } = readQuantity(draft.quantity, unit, reader);
  const incomeValue = readIncomeValue(draft.income, origin, reader);
  const bounds = { incomeValue, priceCeilingCents: ceilingCents };
  const fee = readFee(draft.fee, origin, draft.isFree, statutory, reader);
  const value = readPrice(draft.value, unit, bounds, reader);
  const aboveCeiling = value === null ? refuseValue(bounds, unit) : null;
  if (aboveCeiling) reader.wrong('quantity.ceiling', aboveCeiling.refused);
  const terms: ServiceTerms = {
    part: 'service',
    ...readRecording(draft.recording, reader),
    arranging: draft.arranging,
    value,
    incomeValue,
    meansTest: readMeansTest(draft.meansTest, reader),
    priceCeilingCents: ceilingCents,
    ...quantity,
    fee,
    isFree: draft.isFree,
  };
  return { ...origin, terms };
}

export function readGeneral(draft: GeneralDraft, reader: Reader): ReadPart<GeneralTerms> {
  const settlementDay = draft.settlementDay === '' ? null : Number(draft.settlementDay);
  return {
    ...readPeriod(draft.period, reader),
    terms: {
      part: 'general',
      ...readRecording(draft.recording, reader),
      settlementDay,
      asksPresence: draft.asksPresence,
    },
  };
}

/** When the version holds and whose decision it is. */
function readPeriod({ firstDay, lastDay, source }: PeriodDraft, reader: Reader): Origin {
  if (firstDay === '') reader.wrong('period.firstDay', 'missing');
  if (lastDay !== '' && lastDay < firstDay) reader.wrong('period.lastDay', 'period-ends-before-start');
  return { firstDay, lastDay: lastDay || null, source: reader.words('period.source', source) };
}

function quantityDraft(terms: ServiceTerms | null, unit: string): QuantityDraft {
  const amount = (of: number | null | undefined) => (typeof of === 'number' ? quantityTyped(of, unit) : '');
  const sum = (cents: number | null | undefined) => (typeof cents === 'number' ? decimalOf(cents, 2, 2) : '');
  return {
    ceiling: sum(terms?.priceCeilingCents),
    mostPerVisit: typeof terms?.mostPerVisitMinutes === 'number' ? String(terms?.mostPerVisitMinutes) : '',
    twoWorkersTask: terms?.twoWorkersTask ?? '',
    week: amount(terms?.limits?.week),
    month: amount(terms?.limits?.month),
    total: amount(terms?.limits?.total),
    cost: sum(terms?.costCents),
    covered: amount(terms?.coveredQuantity),
  };
}

/** Time is typed in hours, whatever else is counted as it is. */
function quantityTyped(amount: number, unit: string): string {
  if (!isByTime(unit)) return String(amount);
  const minutes = amount % 60;
  return minutes === 0 ? String(amount / 60) : `${Math.floor(amount / 60)}:${String(minutes).padStart(2, '0')}`;
}

type Quantity = Pick<
  ServiceTerms,
  'mostPerVisitMinutes' | 'twoWorkersTask' | 'limits' | 'costCents' | 'coveredQuantity'
>;

function readQuantity(draft: QuantityDraft, unit: string, reader: Reader): Quantity & { ceilingCents: number | null } {
  const some = (at: keyof QuantityDraft, amount: number | null) =>
    refuseQuantities({ coveredQuantity: amount }) ? reader.wrong(`quantity.${at}`, 'quantity-zero') : amount;
  const amount = (at: 'week' | 'month' | 'total' | 'covered') =>
    some(at, isByTime(unit) ? reader.hours(`quantity.${at}`, draft[at]) : reader.count(`quantity.${at}`, draft[at]));
  const limits: QuantityLimits = { week: amount('week'), month: amount('month'), total: amount('total') };
  const saysLimits = Object.values(limits).some((limit) => limit !== null);
  return {
    ceilingCents: reader.price('quantity.ceiling', draft.ceiling),
    mostPerVisitMinutes: some('mostPerVisit', reader.count('quantity.mostPerVisit', draft.mostPerVisit)),
    twoWorkersTask: readTask(draft.twoWorkersTask.trim(), reader),
    limits: saysLimits ? limits : null,
    costCents: reader.cents('quantity.cost', draft.cost),
    coveredQuantity: amount('covered'),
  };
}

/** Tasks are named as the catalogue names them. */
const TASK = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function readTask(typed: string, reader: Reader): string | null {
  if (typed === '') return null;
  return TASK.test(typed) ? typed : reader.wrong('quantity.twoWorkersTask', 'not-a-task');
}
