/** Until when a mandate is given, as a client thinks of it. */

export type Until = 'ended' | 'year' | 'month' | 'day';

const MONTHS = { year: 12, month: 1 } as const;

/** The last day (YYYY-MM-DD), null until it is ended: a year from 22 November ends on 21 November. */
export function lastDayOf(until: Until, today: string, chosen: string): string | null {
  if (until === 'ended') return null;
  if (until === 'day') return chosen;
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + MONTHS[until], 1));
  const lastOfMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  // The same day does not come in every month: from 31 January a month lasts to the end of February.
  first.setUTCDate(day > lastOfMonth ? lastOfMonth : day - 1);
  return first.toISOString().slice(0, 10);
}
