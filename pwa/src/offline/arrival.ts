/**
 * Tells the office that a planned visit begins, when there is a network at that moment. Nothing waits for it and nothing
 * is kept of it: the visit itself comes with the records, and what could not be told is told again when the net is back.
 */
import { effect } from '@preact/signals';
import { ask, Offline } from '../api/client';
import { pairUp } from '../rules/round';
import { ongoing, provisions, syncState } from './signals';
import type { KeptProvisions, OngoingVisit } from './store';

/** What has been told in this life of the page; said again the server changes nothing. */
const told = new Set<string>();

/** Which planned visit the one going on is. */
export function plannedFor(
  { voucherNumber, startedAt }: Pick<OngoingVisit, 'voucherNumber' | 'startedAt'>,
  round: KeptProvisions['round'],
): string | null {
  const plans = (round?.visits ?? []).map((plan) => ({
    id: plan.id,
    voucher: plan.voucherNumber,
    worker: null,
    startsAt: plan.startsAt,
  }));
  const [pair] = pairUp(plans, [{ id: 'ongoing', voucher: voucherNumber, worker: '', startedAt }]);
  return pair?.[0] ?? null;
}

async function tell(plan: string, startedAt: string): Promise<void> {
  told.add(plan);
  try {
    await ask('POST', `/api/planned-visits/${plan}/arrival`, { startedAt });
  } catch (failure) {
    if (failure instanceof Offline) told.delete(plan);
  }
}

effect(() => {
  const visit = ongoing.value;
  if (!visit || syncState.value === 'offline') return;
  const plan = plannedFor(visit, provisions.value?.round);
  if (plan !== null && !told.has(plan)) void tell(plan, visit.startedAt);
});
