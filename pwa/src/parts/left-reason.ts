/** Why a task was left undone, or how a visit went otherwise than booked: what travels as a slug, in the reader's language. */
import { isKnownCode } from '../rules/deviation';
import { t } from '../words';
import { tell } from '../words/deviation';

export const LEFT_REASONS = ['declined', 'notNeeded', 'noTime'] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

export function isKnownReason(reason: string | null): reason is LeftReason {
  return LEFT_REASONS.some((known) => known === reason);
}

/** The reason in words; what someone wrote herself is said as she wrote it. */
export function reasonSaid(reason: string): string {
  return isKnownReason(reason) ? t(`tasks.${reason}`) : reason;
}

/** What was otherwise than booked; of a code that this build does not know, that something was. */
export function deviationSaid(code: string): string {
  return tell(isKnownCode(code) ? `deviation.${code}` : 'deviation.unknown');
}
