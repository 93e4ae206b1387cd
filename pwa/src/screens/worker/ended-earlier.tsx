/** The end of a visit that was forgotten to be ended: at which time, and on which day, even when that was days ago. */
import { type Signal, useSignal } from '@preact/signals';
import type { OngoingVisit } from '../../offline/store';
import { nowIn } from '../../offline/visit-clock';
import { Field } from '../../parts/field';
import { dayAfter, instantOf, localDay, localTime } from '../../rules/days';
import { tell } from '../../words/visit';
import { summaryOf, useFocusOnWrong } from './past-times';

export interface EarlierEnd {
  /** Empty while the day follows from the time. */
  day: Signal<string>;
  /** Empty when the visit ends now. */
  time: Signal<string>;
}

export function useEarlierEnd(): EarlierEnd {
  return { day: useSignal(''), time: useSignal('') };
}

/** Nothing has been said of an earlier end: the visit ends now. */
export function endsNow({ day, time }: EarlierEnd): boolean {
  return !day.value && !time.value;
}

/** The moment that the day and the time mean; null while the time is missing or never was. */
export function earlierEndOf(visit: OngoingVisit, end: EarlierEnd): number | null {
  return end.time.value ? instantOf(dayOfEnd(visit, end), end.time.value, justBefore(visit)) : null;
}

/** The chosen day; else the day on which the clock first showed the time after the start. */
function dayOfEnd(visit: OngoingVisit, { day, time }: EarlierEnd): string {
  if (day.value) return day.value;
  const start = Date.parse(visit.startedAt);
  const startDay = localDay(start);
  const nextDay = dayAfter(startDay, 1);
  const sameDay = instantOf(startDay, time.value, justBefore(visit));
  const isSameDay = sameDay === null ? time.value >= localTime(start) : sameDay > justBefore(visit);
  const next = instantOf(nextDay, time.value);
  // A time before the start that has not come again yet is a slip, and is answered as one.
  return !time.value || isSameDay || (next !== null && next > nowIn(visit)) ? startDay : nextDay;
}

/** Times are typed in whole minutes: the minute in which the visit began is not before it. */
function justBefore(visit: OngoingVisit): number {
  return Math.floor(Date.parse(visit.startedAt) / 60_000) * 60_000 - 1;
}

interface EndedEarlierProps {
  visit: OngoingVisit;
  end: EarlierEnd;
  /** How many times she has said that it is ready. */
  timesTold: number;
  isOpen: boolean;
}

export function EndedEarlier({ visit, end, timesTold, isOpen }: EndedEarlierProps) {
  const opened = useSignal(false);
  const fields = useFocusOnWrong<HTMLDetailsElement>(timesTold);
  const endedAt = earlierEndOf(visit, end);
  const isMissing = timesTold > 0 && !endsNow(end) && !end.time.value;
  return (
    <details
      ref={fields}
      class="rarely"
      open={opened.value || isOpen}
      onToggle={({ currentTarget }) => {
        opened.value = currentTarget.open;
      }}
    >
      <summary>{tell('ongoing.endedEarlier')}</summary>
      <Field
        type="time"
        label={tell('ongoing.endTime')}
        hint={tell('ongoing.endTimeHint')}
        error={isMissing ? tell('past.toMissing') : end.time.value && endedAt === null ? tell('past.noSuchTime') : null}
        value={end.time.value}
        onInput={(time) => {
          end.time.value = time;
        }}
      />
      <Field
        type="date"
        label={tell('ongoing.endDay')}
        value={dayOfEnd(visit, end)}
        onInput={(day) => {
          end.day.value = day;
        }}
      />
      <p role="status">{endedAt !== null && summaryOf({ startedAt: Date.parse(visit.startedAt), endedAt })}</p>
    </details>
  );
}
