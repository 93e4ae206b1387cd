/** What was said of a client's visits of a month, as her page and the page of one visit read it. */
import type { ActedFor, DisputeSummary, SaidOfMonth } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { useSendUnsent } from '../../parts/unsent';
import { session } from '../../session';

/** Read it (null: nothing), keep it for the page without a network, and send what waits on this phone. */
export function useVoices(person: ActedFor, month: string | null): Reading<SaidOfMonth> {
  const keepAs = `${session.value?.person.id}.${person.id}.voices.${month}`;
  const reading = useReading<SaidOfMonth>(month && `/api/feedback?client=${person.id}&month=${month}`, keepAs);
  useSendUnsent(() => month !== null && reading.again(), [person.id, month, reading.receivedAt]);
  return reading;
}

/** The client herself speaks of her visits, and who acts for her with a mandate for it; the server holds them to it. */
export function maySpeak(person: ActedFor): boolean {
  return session.value?.role === 'client' || person.scopes.includes('give_feedback');
}

/** The dispute that says how the visit stands: one that waits, else the newest that has its answer. */
export function disputeOf(said: SaidOfMonth | null, visit: string): DisputeSummary | undefined {
  const disputes = said?.disputes.filter((one) => one.visitId === visit && one.state !== 'withdrawn') ?? [];
  return disputes.find(({ state }) => state === 'open') ?? disputes.at(-1);
}

/** Where one speaks of a visit. */
export function placeOf(person: ActedFor, visit: { id: string }, month: string): string {
  return `/feedback/${person.id}/${month}/${visit.id}`;
}
