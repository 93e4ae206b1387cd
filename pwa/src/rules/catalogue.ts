/** What of an organiser's catalogue is in force on a day: last year's voucher still computes as last year. Pure. */

/** Holds from a day to a day, both included; without a last day until further notice. */
export interface InForce {
  firstDay: string;
  lastDay: string | null;
}

/** What holds on a day; of two that overlap, which is refused, the newer. */
export function inForceOn<Row extends InForce>(day: string, rows: readonly Row[]): Row | null {
  let newest: Row | null = null;
  for (const row of rows) {
    const holds = row.firstDay <= day && (row.lastDay === null || day <= row.lastDay);
    if (holds && (newest === null || row.firstDay > newest.firstDay)) newest = row;
  }
  return newest;
}

export type ValidityRefusal =
  | { refused: 'period-ends-before-start' }
  | { refused: 'overlapping-validity'; day: string };

/** Why these cannot stand side by side: a period is turned around, or two hold on the same day. */
export function refuseValidity(rows: readonly InForce[]): ValidityRefusal | null {
  const byDay = [...rows].sort((one, other) => (one.firstDay < other.firstDay ? -1 : 1));
  if (byDay.some(({ firstDay, lastDay }) => lastDay !== null && lastDay < firstDay)) {
    return { refused: 'period-ends-before-start' };
  }
  for (const [place, later] of byDay.slice(1).entries()) {
    const lastDay = byDay[place]?.lastDay ?? null;
    if (lastDay === null || later.firstDay <= lastDay) return { refused: 'overlapping-validity', day: later.firstDay };
  }
  return null;
}
