import { expect, test } from 'vitest';
import durations from '../../../tests/vectors/duration.json';
import refusals from '../../../tests/vectors/visit_refusals.json';
import { minutesOf, refuseRecording } from './visit';

test.each(refusals)('$case', ({ recording, now, terms, refused }) => {
  const judged = refuseRecording(
    {
      voucherNumber: recording.voucher_number,
      codeHolds: recording.code_holds,
      startedAt: recording.started_at,
      endedAt: recording.ended_at,
    },
    Date.parse(now),
    {
      longestVisitMinutes: terms.longest_visit_minutes,
      clockToleranceSeconds: terms.clock_tolerance_seconds,
    },
  );
  expect(judged).toBe(refused);
});

test.each(durations)('$case', ({ started_at, ended_at, minutes }) => {
  expect(minutesOf(started_at, ended_at)).toBe(minutes);
});
