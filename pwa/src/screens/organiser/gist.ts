/** What a version comes to in a few words, for lists: its value, or that it follows the income. */

import type { GeneralTerms, ServiceTerms } from '../../api/schema';
import { tell } from '../../words/organiser';
import { perUnit } from './said';

export function serviceGist(terms: ServiceTerms, unit: string): string {
  const { incomeValue, value, priceCeilingCents } = terms;
  if (incomeValue?.kind === 'formula') {
    const [lowest, highest] = [perUnit(incomeValue.lowestCents, unit), perUnit(incomeValue.highestCents, unit)];
    return tell('gist.byIncome', { range: range(lowest, highest) });
  }
  if (incomeValue?.kind === 'steps') {
    const values = incomeValue.steps.map(({ valueCents }) => valueCents);
    return tell('gist.byIncome', { range: rangeOf(values, unit) });
  }
  const prices = valuesOf(terms);
  const said = prices.length > 0 ? rangeOf(prices, unit) : null;
  if (incomeValue?.kind === 'own_part') return tell('gist.lessOwnPart', { range: said ?? tell('gist.noValue') });
  if (said !== null) return said;
  if (typeof priceCeilingCents === 'number') return tell('gist.ceiling', { price: perUnit(priceCeilingCents, unit) });
  return value ? tell('gist.factors') : tell('gist.noValue');
}

export function generalGist(terms: GeneralTerms): string {
  const day = terms.settlementDay;
  return typeof day === 'number' ? tell('gist.settlement', { day }) : '';
}

function valuesOf({ value }: ServiceTerms): number[] {
  const base = value?.baseCents;
  const bands = value?.timetable?.bands ?? [];
  if (bands.length === 0) return typeof base === 'number' ? [base] : [];
  return bands.flatMap(({ cents, factorPermille }) => {
    if (typeof cents === 'number') return [cents];
    return typeof base === 'number' ? [(base * (factorPermille ?? 1000)) / 1000] : [];
  });
}

function rangeOf(cents: readonly number[], unit: string): string {
  return range(perUnit(Math.min(...cents), unit), perUnit(Math.max(...cents), unit));
}

function range(lowest: string, highest: string): string {
  return lowest === highest ? lowest : tell('gist.range', { lowest, highest });
}
