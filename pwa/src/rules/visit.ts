/** What makes a recording acceptable before and after sending, and how long a visit was. Pure. */
import { readNumber } from './number';

const MINUTE_MS = 60_000;

/** What a recording is judged by; the server may send others than these. */
export interface RecordingTerms {
  longestVisitMinutes: number;
  /** How far ahead a time may lie; the same error of the clock is where the phone warns of it. */
  clockToleranceSeconds: number;
  /** How long the server's clock counts as known after it was last heard. */
  clockFreshSeconds: number;
}

/** No rulebook states a longest visit: a day holds every service that is given as visits, and a longer one is a slip. */
export const RECORDING_TERMS: RecordingTerms = {
  longestVisitMinutes: 1440,
  clockToleranceSeconds: 120,
  clockFreshSeconds: 86_400,
};

export interface Recording {
  voucherNumber: string;
  /** Whether the signed code proved genuine and of this number; null when there was none or it cannot be checked here. */
  codeHolds: boolean | null;
  startedAt: string;
  endedAt: string;
}

export type RecordingRefusal =
  | 'voucher-number-mistyped'
  | 'voucher-not-genuine'
  | 'visit-ends-before-start'
  | 'visit-too-long'
  | 'visit-in-future';

/** Return why the visit cannot be recorded, or null when it can; the first of several reasons, in this order. */
export function refuseRecording(
  recording: Recording,
  nowMs: number,
  terms: RecordingTerms = RECORDING_TERMS,
): RecordingRefusal | null {
  const started = Date.parse(recording.startedAt);
  const ended = Date.parse(recording.endedAt);
  const latest = nowMs + terms.clockToleranceSeconds * 1000;
  const read = readNumber(recording.voucherNumber);
  if (read.number !== recording.voucherNumber) return 'voucher-number-mistyped';
  if (recording.codeHolds === false) return 'voucher-not-genuine';
  if (ended <= started) return 'visit-ends-before-start';
  if (ended - started > terms.longestVisitMinutes * MINUTE_MS) return 'visit-too-long';
  if (started > latest || ended > latest) return 'visit-in-future';
  return null;
}

/**
 * The length of a visit in whole minutes: the difference of the clock minutes it started and ended in, so that the
 * times a person sees always add up to the length she sees.
 */
export function minutesOf(startedAt: string, endedAt: string): number {
  return clockMinute(endedAt) - clockMinute(startedAt);
}

function clockMinute(instant: string): number {
  return Math.floor(Date.parse(instant) / MINUTE_MS);
}

export type TimeQuality = 'measured' | 'by_clock' | 'unchecked' | 'differs';

/** What is known of the clocks that a visit's times were read from. */
export interface Clocks {
  /** From start to end, as recorded. */
  lengthSeconds: number;
  /**
   * By the phone's running clock, which no one can set and which may stand still while the phone sleeps; null when the
   * visit was recorded afterwards, or the app was opened anew in it.
   */
  elapsedSeconds: number | null;
  /** How long before the record the phone had heard the server's clock; null when it never had. */
  offsetAgeSeconds: number | null;
  /** Whether the phone's clock differs from the server's when the record is sent. */
  differsAtSending: boolean;
}

/**
 * How good a visit's times are; a grade, never a reason to refuse. Less elapsed than the times say proves nothing, since
 * a running clock sleeps with its phone; more elapsed than they say is impossible for a clock that nobody has set.
 */
export function timeQuality(clocks: Clocks, terms: RecordingTerms = RECORDING_TERMS): TimeQuality {
  const { lengthSeconds, elapsedSeconds, offsetAgeSeconds, differsAtSending } = clocks;
  const ranOver = elapsedSeconds === null ? null : elapsedSeconds - lengthSeconds;
  if (differsAtSending || (ranOver !== null && ranOver > terms.clockToleranceSeconds)) return 'differs';
  if (offsetAgeSeconds === null || offsetAgeSeconds > terms.clockFreshSeconds) return 'unchecked';
  return ranOver !== null && -ranOver <= terms.clockToleranceSeconds ? 'measured' : 'by_clock';
}
