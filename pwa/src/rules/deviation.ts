/**
 * A visit that did not go as booked: what the worker says of it at the door, and what of its price is due. Pure; the twin
 * of the server's `providers/deviations.py`. What a rulebook leaves open nobody guesses: a person decides.
 */
const MINUTE_MS = 60_000;
/** All of it, in permille; a client's page that only names a deviation needs no money. */
const WHOLE = 1000;

export const NOT_MADE_CODES = ['not-at-home', 'declined', 'in-hospital', 'late-cancellation'] as const;
export type DeviationCode = (typeof NOT_MADE_CODES)[number] | 'extended';

/** What was otherwise than booked; a code may be one that a later release knows. */
export interface Deviation {
  code: string;
  /** How long the visit had been booked for; null where the phone knew of no plan. */
  bookedMinutes?: number | null;
}

/**
 * What a rulebook says of each, in permille; null: it is open. Of a visit that was not made, so much of the price of the
 * booked time is due; of the time by which one was extended, so much is paid for.
 */
export interface Effects {
  declined?: number | null;
  notAtHome?: number | null;
  inHospital?: number | null;
  lateCancellation?: number | null;
  extended?: number | null;
}

const EFFECT: Record<DeviationCode, keyof Effects> = {
  declined: 'declined',
  'not-at-home': 'notAtHome',
  'in-hospital': 'inHospital',
  'late-cancellation': 'lateCancellation',
  extended: 'extended',
};

/** What is due of a visit: so much of the price from its start to an end. */
export interface Due {
  endedAt: string;
  permille: number;
}

export type DueUnknown = 'deviation-effect-open' | 'booked-time-unknown';

export function isKnownCode(code: string): code is DeviationCode {
  return Object.hasOwn(EFFECT, code);
}

/** Whether nothing was done for the client: then it takes nothing of her grant. */
export function wasNotMade(code: string): boolean {
  return isKnownCode(code) && code !== 'extended';
}

/** What a rulebook says of one; of a code that is not known, nothing. */
export function effectOf(code: string, effects: Effects): number | null {
  return isKnownCode(code) ? (effects[EFFECT[code]] ?? null) : null;
}

/** What of a visit's price is due, or what is not known of it. */
export function dueOf(startedAt: string, endedAt: string, deviation: Deviation, effects: Effects): Due | DueUnknown {
  const { code, bookedMinutes: booked = null } = deviation;
  const permille = effectOf(code, effects);
  if (permille === null) return 'deviation-effect-open';
  const isMade = code === 'extended';
  // All of what was made, or nothing of what was not: then no plan is needed to know it.
  if (permille === (isMade ? WHOLE : 0)) return { endedAt, permille };
  if (booked === null) return 'booked-time-unknown';
  const bookedUntil = Date.parse(startedAt) + booked * MINUTE_MS;
  if (!isMade) return { endedAt: written(bookedUntil), permille };
  const ended = Date.parse(endedAt);
  const beyond = Math.max(Math.trunc((ended - bookedUntil) / MINUTE_MS), 0);
  const paidUntil = bookedUntil + Math.floor((beyond * permille) / WHOLE) * MINUTE_MS;
  return { endedAt: written(Math.min(ended, paidUntil)), permille: WHOLE };
}

function written(atMs: number): string {
  return new Date(atMs).toISOString();
}
