/** A visit's lamp in a list, and the two numbers above the list: what has been received, and what waits. */
import { beforeAll, expect, test } from 'vitest';
import { VISIT } from '../../../build/other-side';
import type { OwnVisit } from '../../offline/own-visit';
import { whole } from '../../offline/own-visit';
import { chooseLanguage } from '../../words';
import { duration } from '../../words/formats';
import { lampOf, sumOf } from './visit-row';

const PROBLEM = { type: '/problems/voucher-not-found', title: '', status: 409, detail: '', instance: '' };

function visit(told: Partial<OwnVisit> = {}): OwnVisit {
  const { voucherNumber, startedAt, endedAt, note } = VISIT;
  const said = { voucherNumber, startedAt, endedAt, note, minutes: 30, tasks: [], clientName: null, service: null };
  const standing = { state: 'received', problem: null, toReview: [], receivedAt: endedAt } as const;
  return { ...whole({ id: 'one', ...said, ...standing, toReview: [] }), refusedChange: null, ...told };
}

beforeAll(() => chooseLanguage('en'));

test.each([
  ['phone', { state: 'on-this-phone' }],
  ['held', { state: 'on-this-phone', problem: PROBLEM }],
  ['sending', { state: 'sending' }],
  ['received', {}],
  ['review', { toReview: ['voucher-ended'] }],
  ['settled', { payment: 'settled' }],
  ['paid', { payment: 'paid' }],
  ['refused', { state: 'refused', problem: PROBLEM }],
] as const)('it says %s', (lamp, told) => {
  expect(lampOf(visit(told as Partial<OwnVisit>))).toBe(lamp);
});

test('failure 10: what has been received and what waits are two numbers, and time is counted of the first alone', () => {
  const waiting = visit({ state: 'on-this-phone', minutes: 45 });
  const sending = visit({ state: 'sending' });
  const neither = [visit({ isWithdrawn: true }), visit({ state: 'refused' })];
  const both = sumOf([visit(), visit({ payment: 'paid' }), waiting, sending, ...neither]);
  expect(both).toBe(`2 visits received, ${duration(60)} · 2 waiting`);
  expect(sumOf([visit()])).toBe(`1 visit received, ${duration(30)}`);
  expect(sumOf([waiting])).toBe(`0 visits received, ${duration(0)} · 1 waiting`);
});
