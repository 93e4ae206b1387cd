/** The phone's time as the server would tell it: a wrong phone clock is noticed and made up for, never a reason to refuse. */
import { signal } from '@preact/signals';

const KEPT = 'kotiseteli.clock-behind';

/** How much the phone's clock is behind the server's, in milliseconds; negative when it is ahead. */
export const clockBehindMs = signal(Number(localStorage.getItem(KEPT) ?? 0) || 0);

/** Whether the server's clock has ever been heard on this phone. */
export function clockIsKnown(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

/** This moment, by the server's clock as last known. */
export function now(): number {
  return Date.now() + clockBehindMs.peek();
}

/** A moment on the wire: UTC, whole seconds. */
export function onTheWire(instantMs: number): string {
  return `${new Date(instantMs).toISOString().slice(0, 19)}Z`;
}

/** Learn from an answer that was asked for and came at these moments of the phone's clock. */
export function learnServerTime(serverTime: string, askedMs: number, answeredMs: number): void {
  const behind = Date.parse(serverTime) - (askedMs + answeredMs) / 2;
  // An offset within the journey's own time, or within the second that the server's stamp leaves out, says nothing.
  const known = Math.abs(behind) <= Math.max(1000, answeredMs - askedMs) ? 0 : Math.round(behind);
  clockBehindMs.value = known;
  localStorage.setItem(KEPT, String(known));
}
