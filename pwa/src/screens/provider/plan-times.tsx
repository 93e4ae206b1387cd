/** What both planning and moving a visit ask for: the day, the time, the length and the worker. */
import type { EmploymentSummary } from '../../api/schema';
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { tell } from '../../words/rounds';
import { holdsToday } from './workers';

export interface PlanTimes {
  day: string;
  /** As the field has it: HH:MM. */
  start: string;
  minutes: string;
  /** Empty: nobody has been found. */
  worker: string;
}

const LONGEST_MINUTES = 1440;

/** The time of a field as the minute of its day; null when there is none. */
export function startMinuteOf(start: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(start);
  return found && Number(found[1]) * 60 + Number(found[2]);
}

/** A length in whole minutes; null when it is none. */
export function minutesOf(text: string): number | null {
  const minutes = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return minutes >= 1 && minutes <= LONGEST_MINUTES ? minutes : null;
}

/** The workers that can be chosen, by name; she who is chosen is among them in any case. */
export function workerChoices(workers: EmploymentSummary[], chosen = ''): [string, string][] {
  const names = new Map(
    workers.filter((one) => holdsToday(one) || one.worker === chosen).map(({ worker, name }) => [worker, name]),
  );
  return [['', tell('rounds.nobody')], ...names];
}

interface PlanTimesProps {
  times: PlanTimes;
  workers: EmploymentSummary[];
  /** Whether what is missing is told. */
  isTold: boolean;
  onChange: (changed: Partial<PlanTimes>) => void;
}

export function PlanTimesFields({ times, workers, isTold, onChange }: PlanTimesProps) {
  const missing = (isThere: unknown) => (isTold && !isThere && isThere !== 0 ? tell('plan.missing') : null);
  return (
    <>
      <Field
        type="date"
        label={tell('plan.firstDay')}
        value={times.day}
        error={missing(times.day)}
        onInput={(day) => onChange({ day })}
      />
      <Field
        type="time"
        label={tell('plan.start')}
        value={times.start}
        error={missing(startMinuteOf(times.start))}
        onInput={(start) => onChange({ start })}
      />
      <Field
        label={tell('plan.minutes')}
        inputMode="numeric"
        value={times.minutes}
        error={missing(minutesOf(times.minutes))}
        onInput={(minutes) => onChange({ minutes })}
      />
      <Choice
        label={tell('plan.worker')}
        value={times.worker}
        options={workerChoices(workers, times.worker)}
        onChoose={(worker) => onChange({ worker })}
      />
    </>
  );
}
