/**
 * One client's comparison of many providers by the phone's own rules, for `tests/bench/comparison.py`: built as the app
 * is, and run in the app's page.
 */
import limits from '../../backend/catalogue/statutes/client_fee_limits.json';
import tables from '../../backend/catalogue/statutes/client_fee_table.json';
import incomeTerms from '../../tests/vectors/income_terms.json';
import { inCamelCase } from '../src/rules/cases';
import { clientFee, type FeeLimits, type FeeTable } from '../src/rules/client-fee';
import { comparison, type Offer } from '../src/rules/comparison';
import type { Means } from '../src/rules/income';
import { type IncomeFormula, valueByFormula } from '../src/rules/income-value';

const GRANTED_MINUTES = 840;
const HELSINKI = inCamelCase<IncomeFormula>(incomeTerms.find(({ name }) => name === 'helsinki-2026')?.terms);
const [TABLE] = inCamelCase<[FeeTable]>(tables);
const [LIMITS] = inCamelCase<[FeeLimits]>(limits);

/** From a client's income to every way with its cost; returns what the cheapest costs her. */
function compared(means: Means, providers: number): number {
  const value = valueByFormula(means, HELSINKI);
  const fee = clientFee(means, [GRANTED_MINUTES], { table: TABLE, limits: LIMITS });
  if ('refused' in value || 'refused' in fee) throw new Error('the example client was refused');
  const offers = Array.from(
    { length: providers },
    (_, number): Offer => ({
      provider: `provider-${number}`,
      lines: [
        { quantity: GRANTED_MINUTES, unit: 'minute', priceCents: 3000 + 10 * number, valueCents: value.valueCents },
      ],
    }),
  );
  return comparison(offers, fee, { source: '569/2009 s.6; 734/1992 s.12' }).ways[0]?.clientCents ?? 0;
}

/** The arithmetic and the order alone. */
function bare(valueCents: number, providers: number): number {
  const owed: number[] = [];
  for (let number = 0; number < providers; number += 1) {
    const priceCents = 3000 + 10 * number;
    owed.push(
      Math.round((GRANTED_MINUTES * priceCents) / 60) -
        Math.round((GRANTED_MINUTES * Math.min(priceCents, valueCents)) / 60),
    );
  }
  return owed.sort((one, other) => one - other)[0] ?? 0;
}

function milliseconds(runs: number, reckon: (run: number) => number): number[] {
  return Array.from({ length: runs }, (_, run) => {
    const began = performance.now();
    reckon(run);
    return performance.now() - began;
  });
}

/** The milliseconds of each run, the first one cold; every client has another income. */
export function measure(runs: number, providers: number): { ours: number[]; bare: number[] } {
  const means = (run: number): Means => ({
    household: 1,
    incomeCents: 180_000 + run,
    kind: 'gross',
    evidenced: true,
    savingsCents: null,
  });
  return {
    ours: milliseconds(runs, (run) => compared(means(run), providers)),
    bare: milliseconds(runs, (run) => bare(3000 + run, providers)),
  };
}
