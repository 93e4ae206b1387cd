import { expect, test } from 'vitest';
import limits from '../../../backend/catalogue/statutes/client_fee_limits.json';
import pauseTerms from '../../../backend/catalogue/statutes/client_fee_pause.json';
import tables from '../../../backend/catalogue/statutes/client_fee_table.json';
import vectors from '../../../tests/vectors/client_fee.json';
import pauses from '../../../tests/vectors/client_fee_pause.json';
import rows from '../../../tests/vectors/client_fee_rows.json';
import bounds from '../../../tests/vectors/fee_table_bound.json';
import { inCamelCase } from './cases';
import { inForceOn } from './catalogue';
import {
  type ClientFee,
  clientFee,
  type FeeLimits,
  type FeeTable,
  type FeeTerms,
  feeAfterPauses,
  type Pause,
  type PauseTerms,
  refuseFeeTable,
} from './client-fee';
import type { Means } from './income';

const TABLES = inCamelCase<FeeTable[]>(tables);
const LIMITS = inCamelCase<FeeLimits[]>(limits);
const [ACT] = TABLES as [FeeTable];
const [PAUSE] = inCamelCase<[PauseTerms]>(pauseTerms);

function termsOn(day: string, own?: unknown): FeeTerms | null {
  const table = own ? inCamelCase<FeeTable>(own) : inForceOn(day, TABLES);
  const inForce = inForceOn(day, LIMITS);
  return table && inForce && { table, limits: inForce };
}

test.each(rows)('$case', ({ on, income_cents, minutes, fee_cents }) => {
  for (const granted of minutes) {
    const fees = fee_cents.map((_, place) => {
      const means: Means = {
        household: place + 1,
        incomeCents: income_cents,
        kind: 'gross',
        evidenced: true,
        savingsCents: null,
      };
      return (clientFee(means, [granted], termsOn(on) as FeeTerms) as ClientFee).feeCents;
    });
    expect(fees).toEqual(fee_cents);
  }
});

test.each(vectors)('$case', (vector) => {
  const terms = termsOn(vector.on, vector.table);
  const fee = terms
    ? clientFee(inCamelCase<Means>(vector.means), vector.minutes_by_month, {
        ...terms,
        costCents: vector.cost_cents ?? null,
      })
    : { refused: 'nothing-in-force', day: vector.on };
  if ('refused' in fee) {
    expect(fee).toEqual(inCamelCase(vector.refused));
    return;
  }
  expect(fee.feeCents).toBe(vector.fee_cents);
  if (vector.verified !== undefined) expect(fee.explanation.verified).toBe(vector.verified);
  if (vector.explanation) expect(fee.explanation).toEqual(inCamelCase(vector.explanation));
});

test.each(bounds)('$case', ({ table, refused }) => {
  expect(refuseFeeTable(inCamelCase<FeeTable>(table), ACT)).toEqual(refused);
});

test.each(pauses)('$case', (vector) => {
  const terms = { ...PAUSE, daysInMonth: vector.days_in_month ?? null };
  const fee = feeAfterPauses(vector.fee_cents, vector.month, inCamelCase<Pause[]>(vector.pauses), terms);
  if ('refused' in fee) {
    expect(fee).toEqual(vector.refused);
    return;
  }
  expect(fee.feeCents).toBe(vector.expected_cents);
  if (vector.explanation) expect(fee.explanation).toEqual(inCamelCase(vector.explanation));
});
