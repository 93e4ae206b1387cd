import { expect, test } from 'vitest';
import type { ServiceChoice } from '../../api/schema';
import { valueSaid } from './value-said';

const band = { days: ['weekday'], fromMinute: 420, toMinute: 1080, cents: null, factorPermille: null };
const priced = (value: unknown): ServiceChoice => ({ unit: 'hour', terms: { value } }) as unknown as ServiceChoice;

test("a client's own value is said alone", () => {
  expect(valueSaid(3100, priced({ unit: 'hour', baseCents: 3600, timetable: null }))).toMatch(/31,00.*h/);
});

test('without one the rulebook is quoted, from its lowest band to its highest', () => {
  const bands = [
    { ...band, slug: 'weekday' },
    { ...band, slug: 'sunday', factorPermille: 2000 },
  ];
  const said = valueSaid(null, priced({ unit: 'hour', baseCents: 3600, timetable: { bands } }));
  expect(said).toMatch(/36,00.*72,00.*sääntökirjan mukaan/);
});

test('one value for all times is no span', () => {
  expect(valueSaid(null, priced({ unit: 'hour', baseCents: 2500, timetable: null }))).not.toMatch(/–/);
});

test('a rulebook that says nothing of it is not quoted', () => {
  expect(valueSaid(null, priced(null))).toBeNull();
  expect(valueSaid(null, undefined)).toBeNull();
});
