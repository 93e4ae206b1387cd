/** What had been booked and what the rulebook says, as far as this phone knows: for a visit that goes otherwise. */
import type { PlannedAtDoor, RuleAtDoor } from '../../api/schema';
import { provisions, visits } from '../../offline/signals';
import { inForceOn } from '../../rules/catalogue';
import { localDay } from '../../rules/days';
import { pairUp } from '../../rules/round';
import { minutesOf } from '../../rules/visit';

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
export function ruleFor(voucherNumber: string, serviceCode: number | null, startedAt: string): RuleAtDoor | null {
  const held = provisions.value;
  const known = held?.vouchers?.list.find(({ number }) => number === voucherNumber);
  const service = serviceCode ?? known?.serviceCode;
  const ofService = held?.rules?.filter((rule) => rule.serviceCode === service) ?? [];
  const organisers = new Set(ofService.map(({ organiserCode }) => organiserCode));
  // Without knowing whose voucher it is, the service must have only one organiser's rules.
  const organiser = known?.organiserCode ?? (organisers.size === 1 ? [...organisers][0] : undefined);
  const own = ofService.filter(({ organiserCode }) => organiserCode === organiser);
  return inForceOn(localDay(Date.parse(startedAt)), own);
}
