/** What a phone reckons the digits of a client's home from: kept as other answers are, and gone with the mandate. */
import type { ActedFor, PresenceCode } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { session } from '../../session';

export function usePresenceCode(person: ActedFor): Reading<PresenceCode> {
  return useReading(`/api/presence-code?client=${person.id}`, `${session.value?.person.id}.${person.id}.presence`);
}

/** This moment in seconds, by the server's clock as it was when it answered; this phone's may be wrong. */
export function secondsNow({ answer, receivedAt }: Reading<PresenceCode>): number {
  const behindMs = answer && receivedAt ? Date.parse(answer.serverTime) - Date.parse(receivedAt) : 0;
  return (Date.now() + behindMs) / 1000;
}
