/**
 * What will become of a visit, told at the moment of saving by the server's own rules, from what the last pull knew of
 * its voucher and this phone's own visits since. It never keeps a visit from being saved.
 */
import type { KnownVoucher, PeriodBalance } from '../../api/schema';
import { madeAt, type OwnVisit } from '../../offline/own-visit';
import { provisions, visits } from '../../offline/signals';
import { unitDay } from '../../rules/balance';
import { inForceOn } from '../../rules/catalogue';
import { localDay } from '../../rules/days';
import { wasNotMade } from '../../rules/deviation';
import { RULE_TABLE } from '../../rules/rule-table';
import { type JudgedVisit, judge, type Measured, type Verdict } from '../../rules/verdict';
import { timeQuality } from '../../rules/visit';
import { rulesFor } from './booked';

export interface Foretold {
  verdict: Verdict;
  /** How the visit stands to its grant; null where this phone cannot know. */
  measured: Measured | null;
  balance: PeriodBalance | null;
  /** When what it is told from was known. */
  asOf: string;
}

/** Null where nothing is known of the voucher here. */
export function foretell(visit: OwnVisit): Foretold | null {
  const { vouchers } = provisions.value ?? {};
  const known = vouchers?.list.find(({ number }) => number === visit.voucherNumber);
  if (!vouchers || !known) return null;
  const terms = rulesFor(known.number, known.serviceCode);
  const day = localDay(Date.parse(visit.startedAt));
  const isByTime = known.balance !== null && isMeasuredHere(known.balance, inForceOn(day, terms) ?? {});
  const measured = isByTime ? measure(visit, known.balance as PeriodBalance, vouchers.asOf) : null;
  const verdict = judge(asJudged(visit), { ...boundsOf(known), terms }, RULE_TABLE, measured, null);
  return { verdict, measured, balance: known.balance, asOf: vouchers.asOf };
}

function boundsOf({ firstDay, lastDay, endedOn, pauses, tasks }: KnownVoucher) {
  return { firstDay, lastDay, endedOn, pauses, tasks };
}

/** The door is not told of money, nor of periods that have been. */
function isMeasuredHere(
  { period }: PeriodBalance,
  { toleranceOf, toleranceOver }: { toleranceOf?: string | null; toleranceOver?: string | null },
): boolean {
  return toleranceOf !== 'money' && (toleranceOver !== 'voucher' || period === 'total');
}

/** What of the grant was taken before the visit, as far as the last pull knew and this phone has recorded since. */
function measure(visit: OwnVisit, balance: PeriodBalance, asOf: string): Measured | null {
  if (!isWithin(visit, balance)) return null;
  const others = visits.value.filter(
    (one) => one.id !== visit.id && one.voucherNumber === visit.voucherNumber && isWithin(one, balance) && isTaken(one),
  );
  const own = wasNotMade(visit.deviation?.code ?? '') ? 0 : takes(visit, balance, others);
  const since = others.filter((one) => !isCounted(one, asOf));
  const before = since.reduce((sum, one) => sum + takes(one, balance, []), 0);
  const counted = isTaken(visit) && isCounted(visit, asOf) ? own : 0;
  return { before: balance.used - counted + before, takes: own, granted: balance.granted, of: 'time' };
}

function isWithin({ startedAt }: OwnVisit, { period, firstDay, lastDay }: PeriodBalance): boolean {
  const day = localDay(Date.parse(startedAt));
  return period === 'total' || (firstDay <= day && day <= lastDay);
}

function isTaken({ isWithdrawn, state, deviation }: OwnVisit): boolean {
  return !isWithdrawn && state !== 'refused' && !wasNotMade(deviation?.code ?? '');
}

/** Whether what was used as of a moment has it in it: received by then, and waiting for nobody. */
function isCounted({ state, receivedAt, toReview }: OwnVisit, asOf: string): boolean {
  return state === 'received' && toReview.length === 0 && Date.parse(receivedAt ?? '') <= Date.parse(asOf);
}

/** In the grant's unit; of a day with several visits only the first takes. */
function takes(visit: OwnVisit, { unit }: PeriodBalance, others: readonly OwnVisit[]): number {
  if (unit === 'minute') return visit.minutes;
  if (unit !== 'day' && unit !== 'week' && unit !== 'month') return 1;
  const of = (one: OwnVisit) => unitDay(localDay(Date.parse(one.startedAt)), unit);
  return others.some((one) => of(one) === of(visit)) ? 0 : 1;
}

function asJudged(visit: OwnVisit): JudgedVisit {
  const { startedAt, endedAt, minutes, deviation, elapsedSeconds, clock } = visit;
  const lengthSeconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const clocks = { lengthSeconds, elapsedSeconds, offsetAgeSeconds: clock?.ageSeconds ?? null };
  const overlaps = visits.value.filter(
    (one) =>
      one.id !== visit.id &&
      !one.isWithdrawn &&
      one.state !== 'refused' &&
      one.startedAt < endedAt &&
      startedAt < one.endedAt,
  );
  return {
    startedAt,
    endedAt,
    minutes,
    deviation,
    recordedAt: new Date(madeAt(visit.record)).toISOString(),
    timeQuality: timeQuality({ ...clocks, differsAtSending: false }),
    overlaps: overlaps.map(({ id }) => id),
    noticed: visit.toReview,
  };
}
