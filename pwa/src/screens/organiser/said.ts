/** A version of the rulebook as rows of words: what each term is, what is said of it, and what holds where nothing is. */
import type { ByHousehold } from '../../rules/income';
import { euros, percent } from '../../words/amounts';
import { duration } from '../../words/formats';
import { type OrganiserKey, tell } from '../../words/organiser';
import { isByTime } from './draft-terms';

export type Section =
  | 'arranging'
  | 'value'
  | 'income'
  | 'meansTest'
  | 'quantity'
  | 'fee'
  | 'recording'
  | 'cancellation'
  | 'deviations'
  | 'attachments'
  | 'settlement'
  | 'presence';

export interface Row {
  section: Section;
  /** The same term in two versions has the same key. */
  key: string;
  name: string;
  /** Null where the organiser has not said. */
  said: string | null;
  /** What holds where nothing is said. */
  otherwise: string;
  /** What the general part says where this one does not. */
  general?: string;
}

/** What is said of a term, or what holds until something is. */
export function row(section: Section, key: OrganiserKey, said: string | null, otherwise: OrganiserKey): Row {
  return { section, key, name: tell(key), said, otherwise: tell(otherwise) };
}

/** A sum per unit of the service: "36,00 €/h". */
export function perUnit(cents: number, unit: string): string {
  return tell(`perUnit.${unit}` as OrganiserKey, { euros: euros(cents) });
}

/** "€/h", for the label of a sum. */
export function inUnit(unit: string): string {
  return tell(`perUnit.${unit}` as OrganiserKey, { euros: '€' });
}

/** So much of the service: hours of what goes by the clock, else days, visits or months. */
export function quantityOf(amount: number, unit: string): string {
  return isByTime(unit) ? duration(amount) : tell(`amount.${unit}` as OrganiserKey, { count: amount });
}

export function shareOf(permille: number): string {
  return percent(permille * 10);
}

/** "1: 588,00 €; 2: 1 084,00 €; jokainen seuraava +350,00 €". */
export function householdsOf({ sizes, eachFurther }: ByHousehold, said: (amount: number) => string): string {
  const known = sizes.map((amount, place) => tell('household.one', { count: place + 1, amount: said(amount) }));
  if (typeof eachFurther === 'number') known.push(tell('household.further', { amount: said(eachFurther) }));
  // A size and its figure stay on one line.
  return known.map((one) => one.replaceAll(' ', '\u00a0')).join('; ');
}

/** The terms of two versions that differ, each as it was and as it will be; a term that only one has is null in the other. */
export function differences(
  before: readonly Row[],
  after: readonly Row[],
): { row: Row; before: Row | null; after: Row | null }[] {
  const keys = [...new Set([...before, ...after].map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [was, is] = [before, after].map((rows) => rows.find((one) => one.key === key) ?? null);
    const either = is ?? was;
    if (!either || saidOf(was ?? null) === saidOf(is ?? null)) return [];
    return [{ row: either, before: was ?? null, after: is ?? null }];
  });
}

function saidOf(one: Row | null): string | null {
  return one?.said ?? null;
}
