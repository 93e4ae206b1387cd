/** A draft checked by the rules: each thing that is wrong at its own question, and a whole one made into what is asked. */
import { expect, test } from 'vitest';
import type { ServiceTerms } from '../../api/schema';
import { checked, type FieldName } from './decision-body';
import { type Draft, newDraft } from './draft';
import { reckonedOf } from './reckoned';

const TODAY = '2026-11-22';
const TERMS = {
  part: 'service',
  arranging: ['voucher', 'order'],
  value: null,
  incomeValue: null,
  meansTest: null,
  limits: { week: null, month: 1200, total: null },
  fee: { kind: 'flat', cents: 4500 },
  isFree: false,
  costCents: null,
} as unknown as ServiceTerms;
const TESTED: ServiceTerms = {
  ...TERMS,
  meansTest: {
    incomeLimitsCents: { sizes: [90_000], eachFurther: null },
    savingsLimitsCents: { sizes: [300_000], eachFurther: null },
    income: { kind: 'gross', needsEvidence: true },
  },
};
const WHOLE: Draft = {
  ...newDraft('id', TODAY, 'fi'),
  ...{ service: 'care', need: 'apua', grounds: 'tarve', arranging: 'voucher', quantity: '14', lastDay: '2027-11-21' },
};

function check(part: Partial<Draft>, terms: ServiceTerms | null = TERMS) {
  const draft = { ...WHOLE, ...part };
  const basis = terms && { unit: 'hour', terms, source: 'rulebook', statute: null };
  return checked(draft, {
    ...{ client: 'helvi', unit: 'hour', today: TODAY, terms, legalBasis: ['1301/2014 19 a §'] },
    reckoned: reckonedOf(draft, basis),
  });
}

test('a whole draft is what is asked of the server', () => {
  const { faults, body } = check({ tasks: ['washing'] });
  expect(faults).toEqual({});
  expect(body).toMatchObject({
    ...{ id: 'id', client: 'helvi', service: 'care', resolution: 'granted', arranging: 'voucher', replaces: null },
    ...{ firstDay: TODAY, lastDay: '2027-11-21', sentBy: 'letter', legalBasis: ['1301/2014 19 a §'] },
    grant: { provider: null, quantity: 840, quantityUnit: 'minute', period: 'month', tasks: ['washing'], means: null },
  });
});

test('a rejection grants nothing, whatever was typed before', () => {
  const { faults, body } = check({ resolution: 'rejected', quantity: 'x', lastDay: '' }, null);
  expect(faults).toEqual({});
  expect([body?.arranging, body?.grant]).toEqual([null, null]);
});

const wrongs: [FieldName, Partial<Draft>, object, (ServiceTerms | null)?][] = [
  ['service', { service: '' }, { missing: 'wrong.service' }],
  ['need', { need: '  ' }, { missing: 'wrong.need' }],
  ['grounds', { grounds: '' }, { slug: 'grounds-missing' }],
  ['sentOn', { sentOn: '2026-11-21' }, { slug: 'sent-before-decision' }],
  ['lastDay', { lastDay: '2026-11-21' }, { slug: 'period-ends-before-start' }],
  ['lastDay', { lastDay: '' }, { missing: 'wrong.lastDay' }],
  ['arranging', { arranging: '' }, { missing: 'wrong.choose' }],
  ['arranging', { arranging: 'own' }, { slug: 'arranging-not-offered' }],
  ['quantity', { quantity: '' }, { missing: 'wrong.quantity' }],
  ['quantity', { quantity: '0' }, { typed: 'nothing-granted' }],
  ['quantity', { quantity: '20,5' }, { slug: 'above-quantity-limit' }],
  ['quantity', { counted: 'day', quantity: '5' }, { slug: 'quantity-of-another-unit' }],
  ['firstDay', {}, { slug: 'nothing-in-force' }, null],
  ['household', { household: '0', savings: '0', income: '800', evidenced: true }, { typed: 'nobody' }, TESTED],
  [
    'household',
    { household: '2', savings: '0', income: '800', evidenced: true },
    { slug: 'unknown-household' },
    TESTED,
  ],
  ['income', { income: '', savings: '0' }, { slug: 'income-not-given' }, TESTED],
  ['income', { income: '-1', savings: '0' }, { typed: 'below-nothing' }, TESTED],
  ['income', { income: '901', savings: '0', evidenced: true }, { slug: 'above-income-limit' }, TESTED],
  ['evidenced', { income: '800', savings: '0' }, { slug: 'income-without-evidence' }, TESTED],
  ['savings', { income: '800', savings: '3001', evidenced: true }, { slug: 'above-savings-limit' }, TESTED],
];

test.each(wrongs)('%s: %o', (field, part, fault, terms = TERMS) => {
  const { faults, body } = check(part, terms);
  expect(faults).toEqual({ [field]: fault });
  expect(body).toBeNull();
});

test('own production may go on until further notice, but a sum in all has an end', () => {
  const own = { ...TERMS, arranging: ['own'] } as ServiceTerms;
  expect(check({ arranging: 'own', lastDay: '', period: 'month' }, own).body?.lastDay).toBeNull();
  expect(check({ arranging: 'own', lastDay: '', period: 'total' }, own).faults.lastDay).toEqual({
    missing: 'wrong.lastDay',
  });
});

test('means are sent only where the rulebook asks for them', () => {
  const { body } = check({ income: '800', savings: '0', evidenced: true }, TESTED);
  expect(body?.grant?.means).toEqual({
    ...{ household: 1, incomeCents: 80_000, kind: 'gross', evidenced: true, savingsCents: 0 },
  });
});
