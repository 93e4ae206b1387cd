/**
 * What is known of a household's income and savings, figures that go by its size, and what is refused of them. Pure;
 * the twin of the server's `reckoning/income.py`.
 */

export type IncomeKind = 'gross' | 'net';

/** A household (client and the spouse or partner living with her) and its income in a month. */
export interface Means {
  household: number | null;
  incomeCents: number | null;
  kind: IncomeKind;
  /** Whether papers of the income have been seen. */
  evidenced: boolean;
  savingsCents: number | null;
}

export interface IncomeTerms {
  /** Null when either is taken. */
  kind: IncomeKind | null;
  needsEvidence: boolean;
}

/** A figure for each size of household, from one person on. */
export interface ByHousehold {
  sizes: readonly number[];
  /** What each further person adds; null when the table ends with its last size. */
  eachFurther?: number | null;
}

/** Limits above which there is no right to a voucher. */
export interface MeansTest {
  incomeLimitsCents?: ByHousehold | null;
  savingsLimitsCents?: ByHousehold | null;
  income?: IncomeTerms;
}

export type UnknownHousehold = { refused: 'unknown-household'; largest: number | null };
export type AboveIncomeLimit = { refused: 'above-income-limit'; limitCents: number };
export type IncomeNotGiven = { refused: 'income-not-given' };
export type MeansRefusal =
  | { refused: 'negative-income' }
  | { refused: 'income-of-another-kind'; expected: IncomeKind }
  | { refused: 'income-without-evidence' };

export const ANY_INCOME: IncomeTerms = { kind: null, needsEvidence: false };
export const GROSS_INCOME: IncomeTerms = { kind: 'gross', needsEvidence: false };

/** The table's figure for a household; it never falls below nothing. */
export function forHousehold(table: ByHousehold, household: number | null): number | UnknownHousehold {
  const known = table.sizes.length;
  const eachFurther = table.eachFurther ?? null;
  if (household === null || household < 1 || (household > known && eachFurther === null)) {
    return { refused: 'unknown-household', largest: eachFurther === null ? known : null };
  }
  const within = table.sizes[Math.min(household, known) - 1] ?? 0;
  return household <= known ? within : Math.max(0, within + (household - known) * (eachFurther ?? 0));
}

/** Why the income cannot be reckoned with, whether or not it is given. */
export function refuseMeans(means: Means, terms: IncomeTerms): MeansRefusal | null {
  if ((means.incomeCents ?? 0) < 0 || (means.savingsCents ?? 0) < 0) return { refused: 'negative-income' };
  if (means.incomeCents === null) return null;
  if (terms.kind !== null && means.kind !== terms.kind) {
    return { refused: 'income-of-another-kind', expected: terms.kind };
  }
  return terms.needsEvidence && !means.evidenced ? { refused: 'income-without-evidence' } : null;
}

/** Why this household has no right to the voucher, or null when it has. */
export function refuseByMeans(
  means: Means,
  test: MeansTest,
):
  | MeansRefusal
  | UnknownHousehold
  | IncomeNotGiven
  | AboveIncomeLimit
  | { refused: 'above-savings-limit'; limitCents: number }
  | null {
  const refused = refuseMeans(means, test.income ?? ANY_INCOME);
  if (refused) return refused;
  const tested = [
    { table: test.incomeLimitsCents, owned: means.incomeCents, above: 'above-income-limit' as const },
    { table: test.savingsLimitsCents, owned: means.savingsCents, above: 'above-savings-limit' as const },
  ];
  for (const { table, owned, above } of tested) {
    if (!table) continue;
    const limit = forHousehold(table, means.household);
    if (typeof limit !== 'number') return limit;
    if (owned === null) return { refused: 'income-not-given' };
    if (owned > limit) return { refused: above, limitCents: limit };
  }
  return null;
}
