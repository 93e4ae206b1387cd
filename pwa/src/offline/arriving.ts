/**
 * Says that a visit has begun, or was begun by mistake, to whoever waits for it far away. It goes beside the outbox and
 * has no weight: without a network it is not said, nobody waits for it, and the visit is recorded all the same.
 */
import { ask, Offline, Problem } from '../api/client';
import type { OngoingVisit } from './store';

export async function sayArrived({ id, voucherNumber, startedAt }: OngoingVisit): Promise<void> {
  await say('/api/arrivals', { visit: id, voucherNumber, startedAt });
}

export async function sayNotArrived(visit: string): Promise<void> {
  await say('/api/arrivals/taken-back', { visit });
}

async function say(path: string, said: object): Promise<void> {
  try {
    await ask('POST', path, said);
  } catch (failure) {
    if (!(failure instanceof Offline || failure instanceof Problem)) throw failure;
  }
}
