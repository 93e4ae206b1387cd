/** One version after another: what a new one ends, and why it cannot stand beside the others. */
import { refuseValidity, type ValidityRefusal } from '../../rules/catalogue';
import { dayAfter } from '../../rules/days';
import type { Days } from './spans';

export interface Succession<Version> {
  /** The open-ended version that ends the day before the new one begins. */
  ended: Version | null;
  refused: ValidityRefusal | null;
}

/**
 * What entering a version does: one that began earlier and has no end is ended the day before, if the new one begins
 * today or later; any other overlap is refused, as on the server.
 */
export function succession<Version extends Days>(
  versions: readonly Version[],
  entered: Days,
  today: string,
): Succession<Version> {
  const isComing = entered.firstDay >= today;
  const ended = isComing
    ? (versions.find(({ firstDay, lastDay }) => lastDay === null && firstDay < entered.firstDay) ?? null)
    : null;
  const others = versions.map((version) =>
    version === ended ? { firstDay: version.firstDay, lastDay: dayAfter(entered.firstDay, -1) } : version,
  );
  return { ended, refused: refuseValidity([...others, entered]) };
}
