/** The phone's time as the server would tell it: a wrong phone clock is noticed and made up for, never a reason to refuse. */
import { signal } from '@preact/signals';
import type { PhoneClock } from '../api/schema';
import { RECORDING_TERMS } from '../rules/visit';
import { remember } from './small-memory';

const KEPT = 'kotiseteli.clock-behind';
/** When that was learnt, by the phone's own clock; builds before the second protocol did not keep it. */
const LEARNT = 'kotiseteli.clock-learnt';

/** No record may say a larger one: a phone that has lost its day is decades off. */
const LARGEST_OFFSET = 100_000_000;

/** How much the phone's clock is behind the server's, in milliseconds; negative when it is ahead. */
export const clockBehindMs = signal(Number(localStorage.getItem(KEPT) ?? 0) || 0);

/** Whether the server's clock has ever been heard on this phone. */
export function clockIsKnown(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

/** When this page last heard the server's clock, by the page's own running clock. */
let heardAt: number | null = null;

/** What the server is told of the phone's clock with a visit; null when nothing certain is known. */
export function knownClock(): PhoneClock | null {
  const learnt = localStorage.getItem(LEARNT);
  if (learnt === null) return null;
  const ageMs = Date.now() - Number(learnt);
  const ranMs = heardAt === null ? 0 : performance.now() - heardAt;
  // The clock has been set back since: what was learnt is of another clock.
  if (!(ageMs >= 0) || ranMs - ageMs > RECORDING_TERMS.clockToleranceSeconds * 1000) return null;
  const offsetSeconds = Math.round(clockBehindMs.peek() / 1000);
  return {
    offsetSeconds: Math.min(Math.max(offsetSeconds, -LARGEST_OFFSET), LARGEST_OFFSET),
    ageSeconds: Math.floor(ageMs / 1000),
  };
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
  if (Number.isNaN(behind)) return;
  // An offset within the journey's own time, or within the second that the server's stamp leaves out, says nothing.
  const known = Math.abs(behind) <= Math.max(1000, answeredMs - askedMs) ? 0 : Math.round(behind);
  clockBehindMs.value = known;
  remember(KEPT, String(known));
  remember(LEARNT, String(answeredMs));
  heardAt = performance.now();
}
