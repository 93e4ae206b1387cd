/**
 * The client fee of regular home care (asiakasmaksu, 734/1992 s.10 e-10 k): by granted hours and household, and less for
 * a pause. Pure; the twin of the server's `reckoning/client_fee.py`.
 */
import { dayAfter } from './days';
import { type Explanation, explained, figure } from './explanation';
import {
  type ByHousehold,
  forHousehold,
  GROSS_INCOME,
  type IncomeNotGiven,
  type IncomeTerms,
  type Means,
  type MeansRefusal,
  refuseMeans,
  type UnknownHousehold,
} from './income';
import { BASIS_POINTS, MINUTES_IN_HOUR, rounded } from './money';
import type { QuantityZero } from './price';

interface Terms {
  source: string;
  firstDay: string;
  lastDay: string | null;
  verified: boolean;
}

/** The share of the income above the limit, from so many hours a month on, for each size of household. */
export interface FeeRow {
  fromHours: number;
  basisPoints: readonly number[];
  /** The most that is asked at these hours, whatever the income. */
  atMostCents?: number | null;
}

/** A fee table in force, its rows by rising hours from nothing. */
export interface FeeTable extends Terms {
  rows: readonly FeeRow[];
  /** Whether the last size of household holds for all larger ones, as in s.10 e. */
  largerAsLast?: boolean;
}

export interface FeeLimits extends Terms {
  limitsCents: ByHousehold;
}

/** What a fee is reckoned by: a table and limits in force on the same day, and what else bounds it. */
export interface FeeTerms {
  table: FeeTable;
  limits: FeeLimits;
  /** What producing the service costs, which no fee may pass (s.1). */
  costCents?: number | null;
  income?: IncomeTerms;
}

export interface ClientFee {
  feeCents: number;
  explanation: Explanation;
}

/** Days without service, both included, and who they are due to. */
export interface Pause {
  firstDay: string;
  lastDay: string;
  causedBy: 'client' | 'organiser' | 'institution';
}

export interface PauseTerms extends Terms {
  /** The days of a pause of her own that are still charged. */
  chargedDays: number;
  /** By how many days a month's fee is divided; null is the month's own. The act does not say. */
  daysInMonth?: number | null;
}

/** The month's fee; the hours are the decision's, not the realised ones, and their average where they vary. */
export function clientFee(
  means: Means,
  minutesByMonth: readonly number[],
  terms: FeeTerms,
): ClientFee | MeansRefusal | IncomeNotGiven | QuantityZero | UnknownHousehold {
  const { table, limits } = terms;
  const refused = refuseMeans(means, terms.income ?? GROSS_INCOME);
  if (refused) return refused;
  if (means.incomeCents === null) return { refused: 'income-not-given' };
  const minutes = minutesByMonth.reduce((sum, month) => sum + month, 0);
  if (minutes <= 0) return { refused: 'quantity-zero' };
  const hours = rounded(minutes, MINUTES_IN_HOUR * minutesByMonth.length);
  const row = rowOf(hours, table);
  const points = pointsOf(row, means.household, table);
  const limit = forHousehold(limits.limitsCents, means.household);
  if (typeof points !== 'number') return points;
  if (typeof limit !== 'number') return limit;
  const above = Math.max(0, means.incomeCents - limit);
  const caps = [
    { what: 'most-at-these-hours', cap: row.atMostCents },
    { what: 'cost-of-service', cap: terms.costCents },
  ].flatMap(({ what, cap }) => (typeof cap === 'number' ? [{ what, cap }] : []));
  const steps = [
    figure('hours', hours, 'hours'),
    figure('income-limit', limit, 'cents'),
    figure('income-above-limit', above, 'cents'),
    figure('share-of-income', points, 'basis_points'),
    figure('fee-by-income', above * points, 'cents', BASIS_POINTS),
    ...caps.map(({ what, cap }) => figure(what, cap, 'cents')),
  ];
  const inputs = [
    figure('household', means.household ?? 0, 'people'),
    figure('income-a-month', means.incomeCents, 'cents'),
    ...minutesByMonth.map((month) => figure('granted-time', month, 'minutes')),
  ];
  const both = { source: `${table.source}; ${limits.source}`, verified: table.verified && limits.verified };
  return {
    feeCents: Math.min(rounded(above * points, BASIS_POINTS), ...caps.map(({ cap }) => cap)),
    explanation: explained('client-fee', both, inputs, steps),
  };
}

const NOTHING: FeeRow = { fromHours: 0, basisPoints: [] };

function rowOf(hours: number, table: FeeTable): FeeRow {
  let found = NOTHING;
  for (const row of table.rows) if (row.fromHours <= hours && row.fromHours >= found.fromHours) found = row;
  return found;
}

function pointsOf(row: FeeRow, household: number | null, table: FeeTable): number | UnknownHousehold {
  return forHousehold({ sizes: row.basisPoints, eachFurther: table.largerAsLast ? 0 : null }, household);
}

/** Where an organiser's own table asks more than the act allows (s.10 e), or null when nowhere. */
export function refuseFeeTable(
  own: FeeTable,
  statutory: FeeTable,
): { refused: 'above-statutory-fee'; hours: number; household: number } | null {
  const edges = new Set([...own.rows, ...statutory.rows].map(({ fromHours }) => fromHours));
  for (const hours of [...edges].sort((one, other) => one - other)) {
    const allowed = rowOf(hours, statutory);
    for (const [place, points] of rowOf(hours, own).basisPoints.entries()) {
      const most = pointsOf(allowed, place + 1, statutory);
      if (typeof most === 'number' && points > most) {
        return { refused: 'above-statutory-fee', hours, household: place + 1 };
      }
    }
  }
  return null;
}

/**
 * What is left of a month's fee after its pauses. A pause of the client's own is charged for its first days, counted
 * from its beginning though that be in the month before; one of the organiser's, or institutional care, is not; nor is
 * a month without any service.
 */
export function feeAfterPauses(
  feeCents: number,
  month: string,
  pauses: readonly Pause[],
  terms: PauseTerms,
): ClientFee | { refused: 'period-ends-before-start' } {
  if (pauses.some(({ firstDay, lastDay }) => lastDay < firstDay)) return { refused: 'period-ends-before-start' };
  const days: string[] = [];
  for (let day = `${month.slice(0, 7)}-01`; day.startsWith(month.slice(0, 7)); day = dayAfter(day, 1)) days.push(day);
  const paused = days.filter((day) => pauses.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay));
  const free = paused.filter((day) => pauses.some((pause) => isFree(day, pause, terms))).length;
  const whole = paused.length === days.length;
  const divisor = terms.daysInMonth ?? days.length;
  const charged = whole ? 0 : Math.max(0, divisor - free);
  const steps = [
    figure('days-in-month', divisor, 'days'),
    figure('days-paused', paused.length, 'days'),
    figure('days-without-fee', whole ? divisor : free, 'days'),
    figure('fee-for-days', feeCents * charged, 'cents', divisor),
  ];
  return {
    feeCents: rounded(feeCents * charged, divisor),
    explanation: explained('client-fee-pause', terms, [figure('fee-of-month', feeCents, 'cents')], steps),
  };
}

function isFree(day: string, pause: Pause, terms: PauseTerms): boolean {
  const chargedTo = dayAfter(pause.firstDay, pause.causedBy === 'client' ? terms.chargedDays : 0);
  return chargedTo <= day && day <= pause.lastDay;
}
