import { expect, test } from 'vitest';
import limits from '../../../backend/catalogue/statutes/client_fee_limits.json';
import tables from '../../../backend/catalogue/statutes/client_fee_table.json';
import vectors from '../../../tests/vectors/grant_figures.json';
import { inCamelCase } from './cases';
import { inForceOn } from './catalogue';
import type { FeeLimits, FeeTable } from './client-fee';
import { type ArrangedAs, countedIn, type GrantedAmount, type GrantTerms, grantFigures } from './figures';

const TABLES = inCamelCase<FeeTable[]>(tables);
const LIMITS = inCamelCase<FeeLimits[]>(limits);
/** What a case does not say the rulebook does not either. */
const SILENT = { incomeValue: null, meansTest: null, limits: null, fee: null, isFree: false, costCents: null };

function termsOf(written: unknown): GrantTerms {
  const terms = { ...SILENT, ...inCamelCase<Pick<GrantTerms, 'arranging'> & Partial<GrantTerms>>(written) };
  return terms.fee?.kind === 'by_hours'
    ? { ...terms, fee: { ...terms.fee, ownTable: terms.fee.ownTable ?? null } }
    : terms;
}

test.each(vectors)('$case', ({ arranging, unit, first_day, last_day, terms, grant, expected }) => {
  const found = grantFigures(inCamelCase<GrantedAmount>(grant), arranging as ArrangedAs, first_day, last_day, {
    unit,
    terms: termsOf(terms),
    source: 'the rulebook',
    feeTable: inForceOn(first_day, TABLES),
    feeLimits: inForceOn(first_day, LIMITS),
  });
  if ('refused' in found) expect({ refused: found.refused }).toEqual(expected);
  else {
    const { valueCents, clientFeeCents, explanation } = found;
    const said = { value_cents: valueCents, client_fee_cents: clientFeeCents, rule: explanation?.rule ?? null };
    expect(said).toEqual(expected);
  }
});

test('everything can be granted in euros, what is given by time in visits too', () => {
  expect(countedIn('quarter_hour')).toEqual(['minute', 'visit', 'cent']);
  expect(countedIn('week')).toEqual(['week', 'cent']);
});
