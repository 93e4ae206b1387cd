/** Why a task was left undone: the reasons heard most travel as slugs and are read in the reader's own language. */
import { t } from '../words';

export const LEFT_REASONS = ['declined', 'notNeeded', 'noTime'] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

export function isKnownReason(reason: string | null): reason is LeftReason {
  return LEFT_REASONS.some((known) => known === reason);
}

/** The reason in words; what someone wrote herself is said as she wrote it. */
export function reasonSaid(reason: string): string {
  return isKnownReason(reason) ? t(`tasks.${reason}`) : reason;
}
