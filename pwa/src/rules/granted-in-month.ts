/**
 * How much of a grant is for a month, as a client fee is reckoned by it; no act says how, so we do. The same cases bind
 * the server's `decisions/figures.py` (tests/vectors/granted_in_month.json). Pure.
 */

import { rounded } from './money';

const WEEKS_IN_YEAR = 52;
const MONTHS_IN_YEAR = 12;
const DAYS_IN_YEAR = 365;
const LONGEST_MONTH = 31;
const DAY_MS = 86_400_000;

/** Of a week 52/12; of a whole longer than a month its share by days of 365 to the year. */
export function inMonth(
  quantity: number,
  period: 'week' | 'month' | 'total',
  firstDay: string,
  lastDay: string | null,
): number {
  if (period === 'week') return rounded(quantity * WEEKS_IN_YEAR, MONTHS_IN_YEAR);
  const days = lastDay === null ? 0 : (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS + 1;
  if (period === 'month' || days <= LONGEST_MONTH) return quantity;
  return rounded(quantity * DAYS_IN_YEAR, MONTHS_IN_YEAR * days);
}
