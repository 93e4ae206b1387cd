/**
 * What a part of an organiser's rulebook is held to before it can be entered. Pure; the twin of the refusals in the
 * server's `catalogue/terms.py`, so that what is wrong is told while it is typed.
 */
import { refuseTimetable } from './bands';
import { type InForce, refuseValidity, type ValidityRefusal } from './catalogue';
import { type FeeTable, refuseFeeTable } from './client-fee';
import { dayAfter } from './days';
import type { PriceUnit } from './explanation';
import type { IncomeFormula, OwnPartTable, ValueSteps } from './income-value';
import { type PriceTerms, type QuantityZero, refusePrice } from './price';

/** A value that follows the income, by its kind. */
export type IncomeValueTerms =
  | ({ kind: 'formula' } & IncomeFormula)
  | ({ kind: 'steps' } & ValueSteps)
  | ({ kind: 'own_part' } & OwnPartTable);

/** What of a service's terms bears on its value. */
export interface ValueTerms {
  value?: PriceTerms | null;
  incomeValue?: IncomeValueTerms | null;
  priceCeilingCents?: number | null;
}

/** The most that may be granted. */
export interface QuantityTerms {
  limits?: { week?: number | null; month?: number | null; total?: number | null } | null;
  mostPerVisitMinutes?: number | null;
  coveredQuantity?: number | null;
}

/** What a client pays without a voucher. */
export interface FeeOfService {
  fee?: { kind: 'by_hours'; ownTable?: FeeTable | null } | { kind: 'flat'; cents: number } | null;
  /** Free of charge by 734/1992 s.4-5. */
  isFree?: boolean;
}

export type ValueRefused =
  | Exclude<ReturnType<typeof refusePrice>, null>
  | Exclude<ReturnType<typeof refuseTimetable>, null>
  | { refused: 'unit-differs'; expected: string };
export type FeeRefused = Exclude<ReturnType<typeof refuseFeeTable>, null> | { refused: 'fee-of-free-service' };

/** The part that makes way for a new one: one without a last day, when the new one begins after it and is to come. */
export function makingWay<Row extends InForce>(entered: InForce, held: readonly Row[], today: string): Row | null {
  if (entered.firstDay < today) return null;
  return held.find(({ firstDay, lastDay }) => lastDay === null && firstDay < entered.firstDay) ?? null;
}

/** Why a part cannot stand beside those that hold; every day that has been stays as it is. */
export function refusePart(entered: InForce, held: readonly InForce[], today: string): ValidityRefusal | null {
  const ended = makingWay(entered, held, today);
  const beside = held.map((part) =>
    part === ended ? { firstDay: part.firstDay, lastDay: dayAfter(entered.firstDay, -1) } : part,
  );
  return refuseValidity([...beside, entered]);
}

/** Why the value cannot stand: of another unit, a turned band, a band without a price, above the ceiling. */
export function refuseValue(
  { value, incomeValue, priceCeilingCents }: ValueTerms,
  unit: PriceUnit,
): ValueRefused | null {
  const ceiling = priceCeilingCents ?? null;
  const highest = highestPersonal(incomeValue ?? null);
  if (!value) return highest === null ? null : refusePrice({ unit, baseCents: highest }, ceiling);
  if (value.unit !== unit) return { refused: 'unit-differs', expected: unit };
  const turned = value.timetable && refuseTimetable(value.timetable);
  if (turned) return turned;
  // A personal value takes the place of the base, so a base need not be given beside it.
  const bases = [value.baseCents ?? null, highest].filter((base) => base !== null);
  for (const baseCents of bases.length > 0 ? bases : [null]) {
    const refused = refusePrice({ ...value, baseCents }, ceiling);
    if (refused) return refused;
  }
  return null;
}

/** The highest value that an income can give; an own part is no value. */
export function highestPersonal(terms: IncomeValueTerms | null): number | null {
  if (terms?.kind === 'formula') return terms.highestCents;
  return terms?.kind === 'steps' ? Math.max(...terms.steps.map(({ valueCents }) => valueCents)) : null;
}

/** Why the limits cannot stand: one of them would let nothing be granted. */
export function refuseQuantities({ limits, mostPerVisitMinutes, coveredQuantity }: QuantityTerms): QuantityZero | null {
  const most = [limits?.week, limits?.month, limits?.total, mostPerVisitMinutes, coveredQuantity];
  return most.includes(0) ? { refused: 'quantity-zero' } : null;
}

/** Why the client fee cannot stand: for a free service, or above the act's on a day on which both hold. */
export function refuseFee(
  part: InForce,
  { fee, isFree }: FeeOfService,
  statutory: readonly FeeTable[],
): FeeRefused | null {
  if (!fee) return null;
  if (isFree) return { refused: 'fee-of-free-service' };
  if (fee.kind === 'flat' || !fee.ownTable) return null;
  for (const act of statutory) {
    const ended = act.lastDay !== null && act.lastDay < part.firstDay;
    const later = part.lastDay !== null && part.lastDay < act.firstDay;
    const refused = ended || later ? null : refuseFeeTable(fee.ownTable, act);
    if (refused) return refused;
  }
  return null;
}
