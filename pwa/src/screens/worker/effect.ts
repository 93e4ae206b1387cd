/** What a deviation does to the pay of a visit, in plain words, at once and without network. */
import type { RuleAtDoor } from '../../api/schema';
import { dueOf } from '../../rules/deviation';
import { PERMILLE } from '../../rules/money';
import { percent } from '../../words/amounts';
import { duration } from '../../words/formats';
import { tell } from '../../words/otherwise';

const BASIS_POINTS_IN_PERMILLE = 10;
/** Billed once for all visits within it: of a part of its price nobody has said whose it is. */
const WHOLE_UNITS = ['day', 'week', 'month'];

export interface Said {
  code: string;
  bookedMinutes: number | null;
}

/** In words; `unit` is what the service's prices are for. */
export function effectSaid({ code, bookedMinutes }: Said, rule: RuleAtDoor | null, unit: string | null): string {
  if (rule === null) return tell('effect.noRules');
  const noLength = '1970-01-01T00:00:00Z';
  const due = dueOf(noLength, noLength, { code, bookedMinutes }, rule.effects);
  if (due === 'deviation-effect-open') return tell('effect.open');
  if (due === 'booked-time-unknown') return tell('effect.noBooked');
  const time = duration(bookedMinutes ?? 0);
  if (code === 'extended') return extendedSaid(rule.effects.extended ?? PERMILLE, time);
  if (due.permille === 0) return tell('effect.nothing');
  if (due.permille === PERMILLE) return tell('effect.whole', { time });
  if (WHOLE_UNITS.includes(unit ?? '')) return tell('effect.open');
  return tell('effect.part', { time, share: shareSaid(due.permille) });
}

function extendedSaid(permille: number, time: string): string {
  if (permille === PERMILLE) return tell('effect.extendedWhole');
  if (permille === 0) return tell('effect.extendedNothing', { time });
  return tell('effect.extendedPart', { time, share: shareSaid(permille) });
}

function shareSaid(permille: number): string {
  return percent(permille * BASIS_POINTS_IN_PERMILLE);
}
