/** When a visit that has ended was: its day, its two times, and what they mean as a span. */
import { type Signal, useSignal } from '@preact/signals';
import { now } from '../../offline/clock';
import { Field } from '../../parts/field';
import { dayAfter, instantOf, localDay } from '../../rules/days';
import { minutesOf } from '../../rules/visit';
import { t } from '../../words';
import { duration, moment } from '../../words/formats';

/** An end before the start on the clock is the next morning's, for a visit of at most half a day. */
const LONGEST_NIGHT_MS = 12 * 3_600_000;

export interface PastTimes {
  day: Signal<string>;
  from: Signal<string>;
  to: Signal<string>;
}

export interface Span {
  startedAt: number;
  endedAt: number;
}

export function usePastTimes(): PastTimes {
  return { day: useSignal(localDay(now())), from: useSignal(''), to: useSignal('') };
}

/** The two moments that the day and the times mean; null while something is missing. */
export function spanOf({ day, from, to }: PastTimes): Span | null {
  const at = (localDate: string, time: string) => (localDate && time ? instantOf(localDate, time) : null);
  const startedAt = at(day.value, from.value);
  const sameDay = at(day.value, to.value);
  if (startedAt === null || sameDay === null) return null;
  const nextDay = at(dayAfter(day.value, 1), to.value);
  const isNight = sameDay <= startedAt && nextDay !== null && nextDay - startedAt <= LONGEST_NIGHT_MS;
  return { startedAt, endedAt: isNight ? nextDay : sameDay };
}

interface PastTimesFieldsProps {
  times: PastTimes;
  /** She has said that it is ready: what is missing is pointed out. */
  isTold: boolean;
}

export function PastTimesFields({ times, isTold }: PastTimesFieldsProps) {
  const span = spanOf(times);
  return (
    <section class="part" aria-labelledby="when">
      <h2 id="when">{t('past.when')}</h2>
      <TimeField type="date" label={t('past.day')} isTold={isTold} time={times.day} />
      <div class="field-pair">
        <TimeField type="time" label={t('past.from')} isTold={isTold} time={times.from} />
        <TimeField type="time" label={t('past.to')} isTold={isTold} time={times.to} />
      </div>
      <p role="status">{span && summaryOf(span)}</p>
    </section>
  );
}

interface TimeFieldProps {
  type: 'date' | 'time';
  label: string;
  isTold: boolean;
  time: Signal<string>;
}

function TimeField({ type, label, isTold, time }: TimeFieldProps) {
  return (
    <Field
      label={label}
      type={type}
      required
      error={isTold && !time.value ? t('past.timeMissing') : null}
      value={time.value}
      onInput={(value) => {
        time.value = value;
      }}
    />
  );
}

function summaryOf({ startedAt, endedAt }: Span): string {
  const [start, end] = [new Date(startedAt), new Date(endedAt)];
  const minutes = minutesOf(start.toISOString(), end.toISOString());
  return minutes > 0 ? t('past.summary', { from: moment(start), to: moment(end), time: duration(minutes) }) : '';
}
