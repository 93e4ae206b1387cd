/** Every rulebook that can be computed can be typed: what its forms show reads back as the very same terms. */
import { describe, expect, it } from 'vitest';
import rulebooks from '../../../../tests/vectors/rulebooks.json';
import type { FeeTable, GeneralTerms, PriceTerms, ServiceTerms, TimeBand } from '../../api/schema';
import type { Origin } from './draft-income';
import { generalDraft, readGeneral, readService, serviceDraft } from './draft-terms';
import { Reader } from './reader';

const ORIGIN: Origin = { source: 'Aluehallitus 12.10.2026 § 214', firstDay: '2027-01-01', lastDay: null };
const NOTHING: ServiceTerms = {
  part: 'service',
  recordingDeadlineHours: null,
  backDatingDays: null,
  tolerancePermille: null,
  toleranceOf: null,
  toleranceOver: null,
  cancellation: null,
  deviations: null,
  attachments: null,
  deathDayPaid: null,
  contractNoticeDays: null,
  priceNoticeDays: null,
  lateAfterMinutes: null,
  arranging: ['voucher'],
  value: null,
  incomeValue: null,
  meansTest: null,
  priceCeilingCents: null,
  mostPerVisitMinutes: null,
  twoWorkersTask: null,
  limits: null,
  fee: null,
  isFree: false,
  costCents: null,
  coveredQuantity: null,
};
const ANY = { kind: null, needsEvidence: false };
const GROSS = { kind: 'gross', needsEvidence: true } as const;
const NET = { kind: 'net', needsEvidence: true } as const;
/** Household limits of 2024 (ministry notice 1044/2023), which Helsinki's calculator takes. */
const LIMITS_2024 = { sizes: [65300, 120500, 189100, 233800, 283000, 325100], eachFurther: 38900 };

function camel(kept: unknown): unknown {
  if (Array.isArray(kept)) return kept.map(camel);
  if (typeof kept !== 'object' || kept === null) return kept;
  const named = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(kept).map(([name, of]) => [named(name), camel(of)]));
}

/** A vector's terms as the wire has them, with what it leaves out. */
function priceOf(kept: unknown): PriceTerms {
  const price = camel(kept) as Partial<PriceTerms> & Pick<PriceTerms, 'unit'>;
  const timetable = price.timetable ?? null;
  const bands =
    timetable?.bands.map((band: Partial<TimeBand>) => ({ cents: null, factorPermille: null, ...band })) ?? [];
  return {
    baseCents: null,
    billing: { stepMinutes: 1, direction: 'up', minimumMinutes: 0, pricedBy: 'minute' },
    ...price,
    timetable: timetable && { ...timetable, bands: bands as TimeBand[] },
  };
}

function typedAndRead(terms: ServiceTerms, unit: PriceTerms['unit'], statutory: FeeTable | null = null) {
  const reader = new Reader();
  const draft = { ...serviceDraft(terms, unit), period: { ...ORIGIN, lastDay: '' } };
  return { read: readService(draft, unit, statutory, reader).terms, faults: [...reader.faults] };
}

describe.each(rulebooks)('$case', ({ terms, ...rulebook }) => {
  it('reads back from its form as it was', () => {
    const value = priceOf(terms);
    const ceiling = 'ceiling_cents' in rulebook ? Number(rulebook.ceiling_cents) : null;
    const part = { ...NOTHING, value, priceCeilingCents: ceiling };
    expect(typedAndRead(part, value.unit)).toEqual({ read: part, faults: [] });
  });
});

const HELSINKI: ServiceTerms = {
  ...NOTHING,
  incomeValue: {
    kind: 'formula',
    ...ORIGIN,
    verified: true,
    income: GROSS,
    fullCents: 3400,
    lowestCents: 840,
    highestCents: 4080,
    limitsCents: LIMITS_2024,
    sharePermille: { sizes: [350, 220, 180, 150, 130, 110], eachFurther: -10 },
    hours: 60,
    factorPermille: 1200,
    rounding: { stepCents: 1, direction: 'half_up' },
    withoutIncomeCents: 840,
  },
};
const CLEANING: ServiceTerms = {
  ...NOTHING,
  limits: { week: null, month: 120, total: null },
  incomeValue: {
    kind: 'steps',
    ...ORIGIN,
    verified: true,
    income: GROSS,
    steps: [
      { valueCents: 2400, upToCents: { sizes: [113800, 157500], eachFurther: null } },
      { valueCents: 2100, upToCents: { sizes: [142200, 210700], eachFurther: null } },
    ],
    withoutIncomeCents: null,
  },
};
const RIIHIMAKI: ServiceTerms = {
  ...NOTHING,
  value: priceOf(rulebooks.find(({ name }) => name === 'riihimaki-home-care')?.terms),
  incomeValue: {
    kind: 'own_part',
    ...ORIGIN,
    verified: true,
    income: GROSS,
    limitsCents: { sizes: [58800, 108400, 170100, 210300], eachFurther: null },
    hoursUpTo: [5, 11, 20, 29],
    basisPoints: [
      { sizes: [1500, 1200, 900, 700], eachFurther: null },
      { sizes: [2000, 1600, 1200, 900], eachFurther: null },
      { sizes: [2500, 1800, 1400, 1100], eachFurther: null },
      { sizes: [3000, 2000, 1600, 1300], eachFurther: null },
      { sizes: [3500, 2200, 1800, 1500], eachFurther: null },
    ],
  },
};
const JOENSUU: ServiceTerms = {
  ...NOTHING,
  value: priceOf({ unit: 'hour', base_cents: 2500 }),
  meansTest: {
    incomeLimitsCents: { sizes: [90000, 160000], eachFurther: null },
    savingsLimitsCents: { sizes: [300000, 650000], eachFurther: null },
    income: NET,
  },
};
const SAID: ServiceTerms = {
  ...NOTHING,
  arranging: ['voucher', 'order', 'own'],
  value: {
    ...priceOf({ unit: 'hour', base_cents: 3650 }),
    billing: { stepMinutes: 15, direction: 'half_up', minimumMinutes: 30, pricedBy: 'start' },
  },
  meansTest: { incomeLimitsCents: null, savingsLimitsCents: { sizes: [1], eachFurther: 5 }, income: ANY },
  mostPerVisitMinutes: 240,
  twoWorkersTask: 'two-workers',
  limits: { week: 90, month: 600, total: 6015 },
  fee: { kind: 'flat', cents: 1640 },
  costCents: 123456,
  coveredQuantity: 2400,
  recordingDeadlineHours: 72,
  backDatingDays: 14,
  tolerancePermille: 105,
  toleranceOf: 'money',
  toleranceOver: 'voucher',
  cancellation: { freeUntilHours: 24, latePermille: 500, noShowPermille: 1000 },
  attachments: [
    { slug: 'tax', name: { fi: 'Verotodistus', sv: 'Skatteintyg', en: 'Tax certificate' }, monthsValid: 3 },
  ],
  deathDayPaid: true,
  contractNoticeDays: 14,
  priceNoticeDays: 60,
  lateAfterMinutes: 15,
};

describe.each([
  ["Helsinki's formula", HELSINKI],
  ["Helsinki's cleaning by steps", CLEANING],
  ["Riihimäki's own part", RIIHIMAKI],
  ["Joensuu's means test", JOENSUU],
  ['every term that can be said', SAID],
])('%s', (_, terms) => {
  it('reads back from its form as it was', () => {
    expect(typedAndRead(terms, 'hour')).toEqual({ read: terms, faults: [] });
  });
});

describe('the general part', () => {
  it('reads back from its form as it was', () => {
    const { arranging, value, ...rest } = SAID;
    const { incomeValue, meansTest, priceCeilingCents, mostPerVisitMinutes, limits, fee, isFree, ...said } = rest;
    const { costCents, coveredQuantity, twoWorkersTask, ...recording } = said;
    const terms: GeneralTerms = { ...recording, part: 'general', settlementDay: 6, asksPresence: true };
    const reader = new Reader();
    expect(readGeneral({ ...generalDraft(terms), period: { ...ORIGIN, lastDay: '' } }, reader).terms).toEqual(terms);
    expect([...reader.faults]).toEqual([]);
  });
});

const ACT: FeeTable = {
  ...ORIGIN,
  verified: true,
  largerAsLast: true,
  rows: [
    { fromHours: 0, basisPoints: [800, 700, 600], atMostCents: null },
    { fromHours: 5, basisPoints: [1000, 875, 750], atMostCents: null },
  ],
};

describe('a table of fees', () => {
  it('of one’s own reads back as it was', () => {
    const rows = [
      { fromHours: 0, basisPoints: [800, 650], atMostCents: 11966 },
      { fromHours: 5, basisPoints: [1000, 875], atMostCents: null },
    ];
    const terms: ServiceTerms = { ...NOTHING, fee: { kind: 'by_hours', ownTable: { ...ACT, rows } } };
    expect(typedAndRead(terms, 'hour', ACT)).toEqual({ read: terms, faults: [] });
  });

  it('is refused in the cell that is above the act’s', () => {
    const rows = [
      { fromHours: 0, basisPoints: [800, 700], atMostCents: null },
      { fromHours: 5, basisPoints: [1000, 876], atMostCents: null },
    ];
    const terms: ServiceTerms = { ...NOTHING, fee: { kind: 'by_hours', ownTable: { ...ACT, rows } } };
    expect(typedAndRead(terms, 'hour', ACT).faults).toEqual([['fee.rows.1.shares.1', 'above-statutory-fee']]);
  });
});

describe('what the rules refuse', () => {
  it('is told at the field it was typed in', () => {
    const bands = RIIHIMAKI.value?.timetable;
    const value = { ...priceOf({ unit: 'hour' }), timetable: bands ?? null };
    const dear = typedAndRead({ ...NOTHING, value, priceCeilingCents: 5000 }, 'hour');
    expect(dear.faults).toEqual([['value.bands.0.cents', 'above-price-ceiling']]);
    expect(typedAndRead({ ...HELSINKI, isFree: true, fee: { kind: 'flat', cents: 1 } }, 'hour').faults).toEqual([
      ['fee.isFree', 'fee-of-free-service'],
    ]);
    expect(typedAndRead({ ...SAID, limits: { week: 0, month: null, total: null } }, 'hour').faults).toEqual([
      ['quantity.week', 'quantity-zero'],
    ]);
  });

  it('leaves a base out where a personal value takes its place', () => {
    const lapland = rulebooks.find(({ name }) => name === 'lapland-home-care');
    const value = { ...priceOf(lapland?.terms), baseCents: null };
    expect(typedAndRead({ ...HELSINKI, value }, 'hour').faults).toEqual([]);
    const low = typedAndRead({ ...HELSINKI, priceCeilingCents: 4079 }, 'hour').faults;
    expect(low).toEqual([['quantity.ceiling', 'above-price-ceiling']]);
    const alone = typedAndRead({ ...NOTHING, value }, 'hour').faults;
    expect(alone.map(([, what]) => what)).toEqual(Array(5).fill('band-without-price'));
  });
});
