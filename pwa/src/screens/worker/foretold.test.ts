/** What the phone foretells of a visit, from what the last pull knew and what it has recorded itself since. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JudgingTerms, KnownVoucher, PeriodBalance } from '../../api/schema';
import { type OwnVisit, whole } from '../../offline/own-visit';
import { keptVisits, provisions } from '../../offline/signals';
import { effectSaid, plannedFor } from './booked';
import { foretell } from './foretold';

const NUMBER = '7K3M9QXD2FXN';
const AS_OF = '2026-11-22T06:00:00Z';
const BALANCE: PeriodBalance = {
  unit: 'minute',
  period: 'month',
  firstDay: '2026-11-01',
  lastDay: '2026-11-30',
  granted: 100,
  used: 50,
  reserved: 0,
  left: 50,
  free: 50,
};
const VOUCHER: KnownVoucher = {
  id: 'v',
  number: NUMBER,
  kind: 'voucher',
  clientName: 'Helvi Nieminen',
  serviceCode: 3,
  organiserCode: 1,
  provider: null,
  firstDay: '2026-01-01',
  lastDay: '2026-12-31',
  state: 'open',
  balance: BALANCE,
  endedOn: null,
  pauses: [],
  tasks: [],
};
const TERMS: JudgingTerms = {
  firstDay: '2020-01-01',
  lastDay: null,
  tolerancePermille: 100,
  effects: { notAtHome: 500, inHospital: 0, extended: 0 },
};

function hold(voucher: Partial<KnownVoucher> = {}, terms: Partial<JudgingTerms> = {}): void {
  provisions.value = {
    serverTime: AS_OF,
    keys: [],
    organisers: [],
    services: [],
    provider: { id: 'p', code: 7, name: 'Kotiapu Kaneli Oy' },
    rules: [{ organiserCode: 1, serviceCode: 3, terms: [{ ...TERMS, ...terms }], asksPresence: false }],
    vouchers: { asOf: AS_OF, list: [{ ...VOUCHER, ...voucher }] },
  };
}

let made = 0;

function visit(minutes: number, told: Partial<OwnVisit> = {}, hour = 8 + made): OwnVisit {
  made += 1;
  const startedAt = new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
  const endedAt = new Date(Date.parse(startedAt) + minutes * 60_000).toISOString();
  const id = `019aa8d0-7e00-7000-8000-${String(made).padStart(12, '0')}`;
  const kept = { id, voucherNumber: NUMBER, clientName: null, service: null, startedAt, endedAt, minutes };
  const standing = { tasks: [], note: '', problem: null, toReview: [], receivedAt: null };
  return { ...whole({ ...kept, ...standing, state: 'on-this-phone' }), refusedChange: null, ...told };
}

function outcomeOf(one: OwnVisit): unknown[] {
  const found = foretell(one);
  return [found?.verdict.outcome, found?.verdict.rules, found?.verdict.inputs.takenPermille];
}

beforeEach(() => {
  made = 0;
  hold();
});

afterEach(() => {
  provisions.value = null;
  keptVisits.value = [];
});

test.each([
  [50, ['accepted', ['within-grant'], 1000]],
  [51, ['accepted', ['within-tolerance'], 1010]],
  [60, ['accepted', ['within-tolerance'], 1100]],
  [61, ['to_review', ['over-tolerance'], 1110]],
])('%i minutes, with half of the grant used', (minutes, expected) => {
  const one = visit(minutes);
  keptVisits.value = [one];
  expect(outcomeOf(one)).toEqual(expected);
});

test('what this phone has recorded since counts, and what the pull knew is not counted twice', () => {
  const received = { state: 'received' } as const;
  const counted = visit(30, { ...received, receivedAt: '2026-11-22T05:59:00Z' });
  const since = visit(20, { ...received, receivedAt: '2026-11-22T06:01:00Z' });
  const last = visit(20);
  keptVisits.value = [last, since, counted, visit(500, { isWithdrawn: true }), visit(500, { state: 'refused' })];
  expect(foretell(last)?.measured).toMatchObject({ before: 70, takes: 20, granted: 100 });
  // The one that is counted stands by itself among what is used.
  expect(foretell(counted)?.measured).toMatchObject({ before: 20 + 20 + 20, takes: 30 });
});

test('what was not made takes nothing and says what is due of it', () => {
  const away = { deviation: { code: 'not-at-home', bookedMinutes: 45 } };
  const last = visit(50);
  keptVisits.value = [last, visit(5, away)];
  expect(outcomeOf(last)).toEqual(['accepted', ['within-grant'], 1000]);
  expect(outcomeOf(visit(5, away))).toEqual(['accepted', ['not-at-home'], undefined]);
  expect(outcomeOf(visit(5, { deviation: { code: 'in-hospital' } }))).toEqual(['unpaid', ['in-hospital'], undefined]);
  expect(outcomeOf(visit(5, { deviation: { code: 'declined' } }))).toEqual(['to_review', ['declined'], undefined]);
});

test('two visits at once, a voucher that has ended, and what was noticed go to review', () => {
  const one = visit(30);
  const other = visit(10, { voucherNumber: 'ANOTHER' }, 8);
  keptVisits.value = [one, other];
  expect(outcomeOf(one)[1]).toContain('overlapping-visits');
  keptVisits.value = [one];
  hold({ endedOn: '2026-11-22' });
  expect(outcomeOf(one)[1]).toContain('outside-validity');
  hold();
  expect(outcomeOf({ ...one, toReview: ['employment-ended'] })[1]).toContain('noticed-on-arrival');
});

test('of a voucher that is not known here nothing is foretold, and of money nothing is measured', () => {
  expect(foretell(visit(5, { voucherNumber: 'ANOTHER' }))).toBeNull();
  hold({ balance: null });
  expect(foretell(visit(500))).toMatchObject({ measured: null, verdict: { outcome: 'accepted', rules: [] } });
  hold({}, { toleranceOf: 'money' });
  expect(foretell(visit(500))?.measured).toBeNull();
  hold({}, { toleranceOver: 'voucher' });
  expect(foretell(visit(500))?.measured).toBeNull();
  hold({ balance: { ...BALANCE, firstDay: '2026-10-01', lastDay: '2026-10-31' } });
  expect(foretell(visit(500))?.measured).toBeNull();
});

test('of a day with several visits only the first takes', () => {
  hold({ balance: { ...BALANCE, unit: 'day', granted: 2, used: 2 } });
  const second = visit(10);
  keptVisits.value = [second];
  expect(outcomeOf(second)[0]).toBe('to_review');
  keptVisits.value = [second, visit(10, { state: 'received', receivedAt: AS_OF })];
  expect(outcomeOf(second)).toEqual(['accepted', ['within-grant'], 1000]);
});

test('the plan that it is, is the nearest one that no other visit has taken', () => {
  const plan = (id: string, hour: number) => ({
    ...{ id, voucherNumber: NUMBER, clientName: 'Helvi Nieminen', serviceCode: 3, withWorkers: [], changedAt: AS_OF },
    startsAt: `2026-11-22T${String(hour).padStart(2, '0')}:00:00Z`,
    endsAt: `2026-11-22T${String(hour).padStart(2, '0')}:45:00Z`,
  });
  const round = {
    firstDay: '2026-11-22',
    lastDay: '2026-11-28',
    visits: [plan('early', 8), plan('late', 10)],
    leftOut: 0,
  };
  if (provisions.value) {
    provisions.value = {
      ...provisions.value,
      round: { ...round, broughtAt: AS_OF, seen: { visits: [], lastDay: '' } },
    };
  }
  const looking = { id: 'x', voucherNumber: NUMBER, startedAt: '2026-11-22T08:20:00Z' };
  expect(plannedFor(looking)?.id).toBe('early');
  keptVisits.value = [visit(30, {}, 8)];
  expect(plannedFor(looking)?.id).toBe('late');
  expect(plannedFor({ ...looking, voucherNumber: 'ANOTHER' })).toBeNull();
  expect(plannedFor({ ...looking, startedAt: '2026-11-22T15:00:00Z' })).toBeNull();
});

test.each([
  [{ code: 'not-at-home', bookedMinutes: 45 }, 'hour', /45.*50/],
  [{ code: 'not-at-home', bookedMinutes: null }, 'hour', /^Menee tarkastettavaksi/],
  [{ code: 'not-at-home', bookedMinutes: 45 }, 'day', /^Menee tarkastettavaksi/],
  [{ code: 'in-hospital', bookedMinutes: null }, 'hour', /^Ei makseta$/],
  [{ code: 'declined', bookedMinutes: 45 }, 'hour', /^Menee tarkastettavaksi/],
  [{ code: 'extended', bookedMinutes: 45 }, 'hour', /^Vain sovittu 45/],
  [{ code: 'snowed-in', bookedMinutes: 45 }, 'hour', /^Menee tarkastettavaksi/],
])('%o, priced by the %s, in plain words', (went, unit, said) => {
  expect(effectSaid(went, TERMS, unit)).toMatch(said);
  expect(effectSaid(went, null, unit)).toMatch(/ei ole tietoa/);
});
