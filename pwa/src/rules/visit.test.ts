import { expect, test } from 'vitest';
import durations from '../../../tests/vectors/duration.json';
import qualities from '../../../tests/vectors/time_quality.json';
import refusals from '../../../tests/vectors/visit_refusals.json';
import { inCamelCase } from './cases';
import { type Clocks, minutesOf, type RecordingTerms, refuseRecording, type TimeQuality, timeQuality } from './visit';

test.each(refusals)('$case', ({ recording, now, terms, refused }) => {
  const judged = refuseRecording(
    {
      voucherNumber: recording.voucher_number,
      codeHolds: recording.code_holds,
      startedAt: recording.started_at,
      endedAt: recording.ended_at,
    },
    Date.parse(now),
    inCamelCase<RecordingTerms>(terms),
  );
  expect(judged).toBe(refused);
});

test.each(durations)('$case', ({ started_at, ended_at, minutes }) => {
  expect(minutesOf(started_at, ended_at)).toBe(minutes);
});

interface Graded {
  case: string;
  clocks: Clocks;
  terms: RecordingTerms;
  quality: TimeQuality;
}

test.each(inCamelCase<Graded[]>(qualities))('$case', ({ clocks, terms, quality }) => {
  expect(timeQuality(clocks, terms)).toBe(quality);
});
