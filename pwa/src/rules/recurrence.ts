/** How the office says that a visit recurs, as the rule that calendars are written by (RFC 5545). Pure. */

export type Again = 'once' | 'daily' | 'weekly' | 'fortnightly';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The rule; null for a visit that does not recur. Without a last day it ends with its voucher. */
export function ruleOf(again: Again, weekdays: readonly Weekday[], until: string): string | null {
  if (again === 'once') return null;
  const days = WEEKDAYS.filter((day) => weekdays.includes(day));
  const parts = [
    `FREQ=${again === 'daily' ? 'DAILY' : 'WEEKLY'}`,
    again === 'fortnightly' && 'INTERVAL=2',
    again !== 'daily' && days.length > 0 && `BYDAY=${days.join(',')}`,
    until !== '' && `UNTIL=${until.replaceAll('-', '')}`,
  ];
  return parts.filter(Boolean).join(';');
}
