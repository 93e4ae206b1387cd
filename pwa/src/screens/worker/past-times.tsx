/** When a visit that has ended was: its day, its two times, and what they mean as a span. */
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { now, onTheWire } from '../../offline/clock';
import type { VisitContent } from '../../offline/store';
import { Field } from '../../parts/field';
import { dayAfter, instantOf, localDay, localTime } from '../../rules/days';
import { minutesOf } from '../../rules/visit';
import { duration, moment } from '../../words/formats';
import { tell } from '../../words/visit';

/** An end before the start on the clock is the next morning's, for a visit of at most half a day. */
const LONGEST_NIGHT_MS = 12 * 3_600_000;

export interface PastTimes {
  day: Signal<string>;
  from: Signal<string>;
  to: Signal<string>;
}

/** The same as they are written in the fields. */
export type Told = Record<keyof PastTimes, string>;

export interface Span {
  startedAt: number;
  endedAt: number;
}

/** Today and no times yet, or those of a visit that is corrected. */
export function usePastTimes(known?: Told): PastTimes {
  return {
    day: useSignal(known?.day ?? localDay(now())),
    from: useSignal(known?.from ?? ''),
    to: useSignal(known?.to ?? ''),
  };
}

/** The two moments that the day and the times mean, or from a known start; null while one is missing or never was. */
export function spanOf({ day, from, to }: PastTimes, knownStart: number | null = null): Span | null {
  const startedAt = knownStart ?? at(day.value, from.value);
  if (startedAt === null) return null;
  const sameDay = at(day.value, to.value, startedAt);
  if (sameDay === null) return null;
  const nextDay = at(dayAfter(day.value, 1), to.value);
  const isNight = sameDay <= startedAt && nextDay !== null && nextDay - startedAt <= LONGEST_NIGHT_MS;
  return { startedAt, endedAt: isNight ? nextDay : sameDay };
}

function at(day: string, time: string, afterMs?: number): number | null {
  return day && time ? instantOf(day, time, afterMs) : null;
}

type Times = Pick<VisitContent, 'startedAt' | 'endedAt'>;

/** A visit's times as they are written in the fields. */
export function toldOf({ startedAt, endedAt }: Times): Told {
  const [start, end] = [Date.parse(startedAt), Date.parse(endedAt)];
  return { day: localDay(start), from: localTime(start), to: localTime(end) };
}

/** A visit's times as the fields say them now; one left as it was keeps its seconds. Null while one is missing. */
export function correctedTimes(visit: Times, times: PastTimes): Times | null {
  const before = toldOf(visit);
  const isSameStart = times.day.value === before.day && times.from.value === before.from;
  const span = spanOf(times, isSameStart ? Date.parse(visit.startedAt) : null);
  if (span === null) return null;
  const isSameEnd = isSameStart && times.to.value === before.to;
  return {
    startedAt: isSameStart ? visit.startedAt : onTheWire(span.startedAt),
    endedAt: isSameEnd ? visit.endedAt : onTheWire(span.endedAt),
  };
}

interface PastTimesFieldsProps {
  times: PastTimes;
  /** How many times she has said that it is ready: what is missing is pointed out. */
  timesTold: number;
}

export function PastTimesFields({ times, timesTold }: PastTimesFieldsProps) {
  const fields = useFocusOnWrong<HTMLElement>(timesTold);
  const { day, from, to } = times;
  const span = spanOf(times);
  const missing = (time: Signal<string>, key: Parameters<typeof tell>[0]): string | null =>
    timesTold > 0 && !time.value ? tell(key) : null;
  const never = (time: Signal<string>): string | null =>
    day.value && time.value && at(day.value, time.value) === null ? tell('past.noSuchTime') : null;
  return (
    <section ref={fields} class="part" aria-labelledby="when">
      <h2 id="when">{tell('past.when')}</h2>
      <Field type="date" label={tell('past.day')} error={missing(day, 'past.dayMissing')} {...bound(day)} />
      <div class="field-pair">
        <Field
          type="time"
          label={tell('past.from')}
          error={missing(from, 'past.fromMissing') ?? never(from)}
          {...bound(from)}
        />
        <Field type="time" label={tell('past.to')} error={missing(to, 'past.toMissing') ?? never(to)} {...bound(to)} />
      </div>
      <p role="status">{span && summaryOf(span)}</p>
    </section>
  );
}

function bound(time: Signal<string>): { value: string; onInput: (value: string) => void } {
  return {
    value: time.value,
    onInput: (value) => {
      time.value = value;
    },
  };
}

/** Each time she says that it is ready, the first wrong field takes the focus. */
export function useFocusOnWrong<Element extends HTMLElement>(timesTold: number): RefObject<Element | null> {
  const fields = useRef<Element>(null);
  useEffect(() => {
    if (timesTold > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [timesTold]);
  return fields;
}

export function summaryOf({ startedAt, endedAt }: Span): string {
  const [start, end] = [new Date(startedAt), new Date(endedAt)];
  const minutes = minutesOf(start.toISOString(), end.toISOString());
  return minutes > 0 ? tell('past.summary', { from: moment(start), to: moment(end), time: duration(minutes) }) : '';
}
