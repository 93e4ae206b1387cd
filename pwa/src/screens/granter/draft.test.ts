/** A decision as it is being written: what is typed is counted, and a change begins as what stands. */
import { expect, test } from 'vitest';
import type { DecisionSummary, VoucherDetail } from '../../api/schema';
import { changeOf, lastDayAfter, newDraft, sectionsIn, typedQuantity, written } from './draft';
import { suggestedBasis, suggestedGrounds, withSentence } from './suggestions';

test.each([
  ['2026-12-01', 3, '2027-02-28'],
  ['2026-11-22', 12, '2027-11-21'],
  ['2027-01-31', 1, '2027-02-28'],
  ['2027-12-31', 2, '2028-02-29'],
  ['2026-03-01', 12, '2027-02-28'],
])('from %s for %i months', (first, months, last) => expect(lastDayAfter(first, months)).toBe(last));

test.each([
  [{ counted: 'minute', quantity: '14,5', period: 'month' }, 870],
  [{ counted: 'minute', quantity: '168', period: 'week' }, 10_080],
  [{ counted: 'visit', quantity: '40', period: 'month' }, 40],
  [{ counted: 'cent', quantity: '1 250,50', period: 'total' }, 125_050],
  [{ counted: 'day', quantity: '7', period: 'week' }, 7],
] as const)('%o', (draft, amount) => expect(typedQuantity(draft)).toEqual({ amount, wrong: null }));

test('more than fits in the period is told, and nothing is no grant', () => {
  expect(typedQuantity({ counted: 'minute', quantity: '169', period: 'week' }).wrong).toBe('over-a-month');
  expect(typedQuantity({ counted: 'day', quantity: '8', period: 'week' }).wrong).toBe('over-a-month');
  expect(typedQuantity({ counted: 'cent', quantity: '0', period: 'month' }).wrong).toBe('nothing-granted');
  expect(typedQuantity({ counted: 'visit', quantity: '1,5', period: 'month' }).wrong).toBe('not-whole');
});

test('an amount is written as a hand writes it, and read back the same', () => {
  expect([written(870, 'minute'), written(125_050, 'cent'), written(12, 'visit')]).toEqual(['14,5', '1250,5', '12']);
  for (const [counted, granted] of [
    ['minute', 870],
    ['cent', 125_050],
    ['visit', 12],
  ] as const) {
    expect(typedQuantity({ counted, quantity: written(granted, counted), period: 'month' }).amount).toBe(granted);
  }
});

test('a change begins as what stands, under an id of its own', () => {
  const draft = newDraft('new', '2026-11-22', 'sv');
  const before = {
    id: 'old',
    serviceId: 'care',
    need: 'apua',
    arranging: 'voucher',
    lastDay: '2027-05-31',
    language: 'fi',
  };
  const grant = {
    provider: { id: 'kaneli' },
    balance: { granted: 840, unit: 'minute', period: 'month' },
    tasks: [{ slug: 'washing' }],
  };
  const changed = changeOf(draft, before as DecisionSummary, grant as VoucherDetail);
  expect(changed).toMatchObject({
    ...{ id: 'new', replaces: 'old', service: 'care', need: 'apua', lastDay: '2027-05-31', language: 'fi' },
    ...{ provider: 'kaneli', counted: 'minute', quantity: '14', period: 'month', tasks: ['washing'], grounds: '' },
  });
  expect(changeOf(draft, { ...before, arranging: null, lastDay: null } as DecisionSummary, null)).toMatchObject({
    ...{ replaces: 'old', arranging: '', lastDay: '', quantity: '' },
  });
});

test('sections stand one on each line', () => {
  expect(sectionsIn(' 1301/2014 19 a § \n\n569/2009 3 §')).toEqual(['1301/2014 19 a §', '569/2009 3 §']);
});

test('suggestions follow the service and the way of arranging', () => {
  expect(suggestedBasis('regular-home-care', 'voucher')).toContain('1301/2014 19 a §');
  expect(suggestedBasis('regular-home-care', 'voucher')).toContain('569/2009 6 §');
  expect(suggestedBasis('home-nursing', 'own')).toEqual(['1326/2010 25 §']);
  expect(suggestedBasis('service-housing-24h', 'order')[0]).toBe('1301/2014 21 c §');
  expect(suggestedGrounds('granted', 'sv', 'voucher')).toHaveLength(3);
  expect(suggestedGrounds('rejected', 'fi', 'voucher')).toHaveLength(2);
});

test('a sentence is added once', () => {
  const once = withSentence('Hän asuu yksin.', 'Palvelu tukee kotona asumista.');
  expect(once).toBe('Hän asuu yksin. Palvelu tukee kotona asumista.');
  expect(withSentence(once, 'Palvelu tukee kotona asumista.')).toBe(once);
});
