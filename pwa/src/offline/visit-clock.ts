/** The clocks of the visit going on: the one it was begun by, and the page's own running one, which nobody can set. */
import { RECORDING_TERMS } from '../rules/visit';
import { clockBehindMs } from './clock';
import type { OngoingVisit } from './store';

/**
 * This moment by the clock that the visit was begun by, even when the phone's error has become known or its clock has
 * been set meanwhile. The page's own running clock is no one's to set, but on a phone it stands still while the phone
 * sleeps (https://github.com/w3c/hr-time/issues/115): a visit is never shorter than it says, and longer only by a sleep.
 */
export function nowIn(visit: OngoingVisit): number {
  const byStart = Date.now() + visit.clockBehindMs;
  const byServer = Date.now() + clockBehindMs.peek();
  const wasSet = visit.clockWasKnown && !isNear(byStart, byServer);
  const byClock = wasSet ? byServer : byStart;
  const ranMs = runningMs(visit);
  if (ranMs === null) return byClock;
  const byRunning = Date.parse(visit.startedAt) + ranMs;
  if (isNear(byStart, byRunning)) return byStart;
  return mayHaveSlept(visit) ? Math.max(byClock, byRunning) : byRunning;
}

/** Whether two moments differ by no more than is let pass. */
export function isNear(oneMs: number, otherMs: number): boolean {
  return Math.abs(oneMs - otherMs) <= RECORDING_TERMS.clockToleranceSeconds * 1000;
}

/** When the page was last out of sight, by its running clock: only then can the phone have slept under it. */
let hiddenAt = Number.NEGATIVE_INFINITY;
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') hiddenAt = performance.now();
});

function mayHaveSlept(visit: OngoingVisit): boolean {
  return hiddenAt >= visit.pageTime;
}

/** How long it has gone on by the running clock; null when the page was opened anew meanwhile. */
export function runningMs(visit: OngoingVisit): number | null {
  return visit.pageOrigin === performance.timeOrigin ? performance.now() - visit.pageTime : null;
}
