/** What had been booked, and what the rulebook makes of a visit that goes otherwise, as far as this phone knows. */
import type { JudgingTerms, PlannedAtDoor } from '../../api/schema';
import { provisions, visits } from '../../offline/signals';
import { localDay } from '../../rules/days';
import { type Deviation, dueOf } from '../../rules/deviation';
import { PERMILLE } from '../../rules/money';
import { pairUp } from '../../rules/round';
import { minutesOf } from '../../rules/visit';
import { percent } from '../../words/amounts';
import { duration } from '../../words/formats';
import { tell } from '../../words/otherwise';
import { rulesOf } from './door';

/** A visit as it looks for its plan. */
export interface Looking {
  id: string;
  voucherNumber: string;
  startedAt: string;
}

/** The planned visit that it is, by the rule that the server pairs them by; those of other visits are taken. */
export function plannedFor({ id, voucherNumber, startedAt }: Looking): PlannedAtDoor | null {
  const planned = provisions.value?.round?.visits.filter((one) => one.voucherNumber === voucherNumber) ?? [];
  const others = visits.value.filter(
    (one) => one.id !== id && one.voucherNumber === voucherNumber && !one.isWithdrawn && one.state !== 'refused',
  );
  const pairs = pairUp(
    planned.map((one) => ({ id: one.id, voucher: voucherNumber, worker: null, startsAt: one.startsAt })),
    [...others, { id, startedAt }].map((one) => ({
      id: one.id,
      voucher: voucherNumber,
      worker: '',
      startedAt: one.startedAt,
    })),
  );
  return planned.find((one) => pairs.get(one.id) === id) ?? null;
}

/** How long it had been booked for; null where no plan is known. */
export function bookedMinutes(looking: Looking): number | null {
  const planned = plannedFor(looking);
  const minutes = planned && minutesOf(planned.startsAt, planned.endsAt);
  return minutes !== null && minutes > 0 ? minutes : null;
}

/** What the rulebook says of a service's visits on a day; null where this phone does not hold it. */
export function ruleFor(voucherNumber: string, serviceCode: number | null, startedAt: string): JudgingTerms | null {
  const day = localDay(Date.parse(startedAt));
  const terms = rulesFor(voucherNumber, serviceCode);
  return terms.find(({ firstDay, lastDay }) => firstDay <= day && (lastDay === null || day <= lastDay)) ?? null;
}

/** The same from day to day. */
export function rulesFor(voucherNumber: string, serviceCode: number | null): JudgingTerms[] {
  return rulesOf(voucherNumber, serviceCode)?.terms ?? [];
}

const BASIS_POINTS_IN_PERMILLE = 10;
/** Billed once for all visits within it: of a part of its price nobody has said whose it is. */
const WHOLE_UNITS = ['day', 'week', 'month'];

/** In words; `unit` is what the service's prices are for. */
export function effectSaid(went: Deviation, rule: JudgingTerms | null, unit: string | null): string {
  if (rule === null) return tell('effect.noRules');
  const noLength = '1970-01-01T00:00:00Z';
  const due = dueOf(noLength, noLength, went, rule.effects ?? {});
  if (due === 'deviation-effect-open') return tell('effect.open');
  if (due === 'booked-time-unknown') return tell('effect.noBooked');
  const time = duration(went.bookedMinutes ?? 0);
  if (went.code === 'extended') return extendedSaid(rule.effects?.extended ?? PERMILLE, time);
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
