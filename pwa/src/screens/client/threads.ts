/** Which providers a client's side can call and write to, and how a number is dialled. */
import type { ActedFor, ThreadSummary } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { session } from '../../session';

export function useThreads(person: ActedFor): Reading<ThreadSummary[]> {
  return useReading<ThreadSummary[]>(
    `/api/threads?client=${person.id}`,
    `${session.value?.person.id}.${person.id}.threads`,
  );
}

/** As telephones dial it (RFC 3966). */
export function dialled(phone: string): string {
  return `tel:${phone.replace(/[ -]/g, '')}`;
}
