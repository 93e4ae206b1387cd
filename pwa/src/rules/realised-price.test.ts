import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/realised_money.json';
import { inCamelCase } from './cases';
import type { Deviation } from './deviation';
import type { Totals } from './own-liability';
import { type MoneyTerms, moneyOf } from './realised-price';

const sums = ({ priceCents, organiserCents, ownLiabilityCents }: Totals) => [
  priceCents,
  organiserCents,
  ownLiabilityCents,
];

test.each(vectors)('$case', (vector) => {
  const visits = vector.visits.map(([startedAt, endedAt, waits, provider, deviation]) => ({
    startedAt: String(startedAt),
    endedAt: String(endedAt),
    minutes: 0,
    waits: waits === true,
    provider: typeof provider === 'string' ? provider : null,
    deviation: deviation ? inCamelCase<Deviation>(deviation) : null,
  }));
  const [firstDay, lastDay] = vector.within ?? [];
  const within = firstDay && lastDay ? { firstDay, lastDay } : null;
  const found = moneyOf(visits, inCamelCase<MoneyTerms>(vector.terms), within);
  expect([sums(found.paid), sums(found.waiting)]).toEqual([vector.paid, vector.waiting]);
  expect(found.unpriced).toBe(vector.unpriced);
});
