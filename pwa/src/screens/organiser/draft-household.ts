/** A figure for each size of household as it is typed, from one person on. */

import type { ByHousehold } from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import type { Reader } from './reader';

export interface HouseholdDraft {
  sizes: string[];
  /** What each further person adds; nothing typed: the table ends with its last size. */
  further: string;
}

/** What the figures are: sums, shares in thousandths or in hundredths of a percent. */
export type HouseholdKind = 'cents' | 'permille' | 'basisPoints';

/** The statutes' tables have six sizes. */
const SIZES = 6;
const PLACES: Record<HouseholdKind, number> = { cents: 2, permille: 1, basisPoints: 2 };

export const NO_HOUSEHOLDS: HouseholdDraft = { sizes: Array.from({ length: SIZES }, () => ''), further: '' };

export function householdDraft(table: ByHousehold | null | undefined, kind: HouseholdKind): HouseholdDraft {
  if (!table) return NO_HOUSEHOLDS;
  const typed = table.sizes.map((amount) => decimalOf(amount, PLACES[kind]));
  const further = table.eachFurther;
  return {
    sizes: [...typed, ...NO_HOUSEHOLDS.sizes.slice(typed.length)],
    further: typeof further === 'number' ? decimalOf(further, PLACES[kind]) : '',
  };
}

/** The table, or null when nothing is typed; its sizes follow each other without a gap. */
export function readHouseholds(
  draft: HouseholdDraft,
  kind: HouseholdKind,
  at: string,
  reader: Reader,
): ByHousehold | null {
  const last = draft.sizes.findLastIndex((text) => text.trim() !== '');
  if (last < 0) return null;
  const sizes = draft.sizes.slice(0, last + 1).map((text, place) => {
    const where = `${at}.${place}`;
    if (text.trim() === '') reader.wrong(where, 'gap-in-table');
    return reader[kind](where, text) ?? 0;
  });
  return { sizes, eachFurther: readFurther(draft.further, kind, `${at}.further`, reader) };
}

/** What a further person adds may be less than nothing: the former statute took a percent away. */
function readFurther(text: string, kind: HouseholdKind, at: string, reader: Reader): number | null {
  const minus = /^\s*[-−]/.test(text);
  const size = reader[kind](at, minus ? text.replace(/[-−]/, '') : text);
  return size === null || !minus ? size : 0 - size;
}

/** The table that a rule cannot do without. */
export function neededHouseholds(draft: HouseholdDraft, kind: HouseholdKind, at: string, reader: Reader): ByHousehold {
  const table = readHouseholds(draft, kind, at, reader);
  if (table === null) reader.wrong(`${at}.0`, 'missing');
  return table ?? { sizes: [0], eachFurther: null };
}
