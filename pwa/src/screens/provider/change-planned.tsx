/** One planned visit is moved, given to somebody else, called off, or joined by hand to the record that it was. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EmploymentSummary, PlanAnswer, PlannedSummary, VisitSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { useSending } from '../../parts/sending';
import { localTime } from '../../rules/days';
import { say } from '../../words';
import { clockSpan, dayOf, longDay, shortDay } from '../../words/formats';
import { tell } from '../../words/rounds';
import { minutesOf, type PlanTimes, PlanTimesFields, startMinuteOf } from './plan-times';

const MINUTE_MS = 60_000;

interface ChangeProps {
  visit: PlannedSummary;
  workers: EmploymentSummary[];
  onClose: () => void;
  /** Null: what was done has no undoing of its own. */
  onDone: (answer: PlanAnswer | null) => void;
}

export function ChangePlanned(props: ChangeProps) {
  const { visit, onClose } = props;
  return (
    <Dialog title={tell('change.title', { name: visit.clientName })} onClose={onClose}>
      <p>
        {longDay(dayOf(visit.startsAt))} {clockSpan(visit.startsAt, visit.endsAt)}, {say(visit.service)}
      </p>
      {visit.visit === null && !visit.isCancelled && <Move {...props} />}
      <Match {...props} />
    </Dialog>
  );
}

function Move({ visit, workers, onDone }: ChangeProps) {
  const [ids] = useState(() => ({ move: crypto.randomUUID(), cancel: crypto.randomUUID() }));
  const [scope, setScope] = useState<'this' | 'rest'>('this');
  const [isTold, setTold] = useState(false);
  const [times, setTimes] = useState<PlanTimes>({
    day: dayOf(visit.startsAt),
    start: localTime(Date.parse(visit.startsAt)),
    minutes: String((Date.parse(visit.endsAt) - Date.parse(visit.startsAt)) / MINUTE_MS),
    worker: visit.workerId ?? '',
  });
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const send = async (act: 'change' | 'cancellation', body: object): Promise<void> => {
    const path = `/api/planned-visits/${visit.id}/${act}`;
    await sending.send(async () => onDone(await ask<PlanAnswer>('POST', path, body)));
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    setTold(true);
    const [startMinute, minutes] = [startMinuteOf(times.start), minutesOf(times.minutes)];
    if (!times.day || startMinute === null || minutes === null) {
      goToFirstWrong(form.current);
      return;
    }
    void send('change', {
      id: ids.move,
      scope,
      day: times.day,
      startMinute,
      minutes,
      worker: times.worker || null,
    });
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={submit}>
      <PlanTimesFields
        times={times}
        workers={workers}
        isTold={isTold}
        onChange={(changed) => setTimes({ ...times, ...changed })}
      />
      {visit.seriesId && (
        <Choice
          label={tell('change.scope')}
          value={scope}
          options={[
            ['this', tell('change.this')],
            ['rest', tell('change.rest')],
          ]}
          onChoose={(value) => setScope(value as 'this' | 'rest')}
        />
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('change.store')}
      </Button>
      <Button wide busy={sending.busy} onClick={() => void send('cancellation', { id: ids.cancel, scope })}>
        {tell('change.cancel')}
      </Button>
    </form>
  );
}

function Match({ visit, onDone }: ChangeProps) {
  const month = dayOf(visit.startsAt).slice(0, 7);
  const reading = useReading<VisitSummary[]>(`/api/visits?voucher=${visit.voucherId}&month=${month}`);
  const [chosen, setChosen] = useState(visit.visit?.id ?? '');
  const sending = useSending();
  const near = (reading.answer ?? []).filter(
    ({ startedAt, state, id }) =>
      id === visit.visit?.id || (state === 'recorded' && dayOf(startedAt) === dayOf(visit.startsAt)),
  );
  if (near.length === 0) return null;
  const store = async (): Promise<void> => {
    const path = `/api/planned-visits/${visit.id}/match`;
    if (await sending.send(() => ask<void>('POST', path, { visit: chosen || null }))) onDone(null);
  };
  return (
    <div class="part">
      <Choice
        label={tell('change.match')}
        value={chosen}
        options={[
          ['', tell('change.noMatch')],
          ...near.map((one): [string, string] => [
            one.id,
            `${shortDay(dayOf(one.startedAt))} ${clockSpan(one.startedAt, one.endedAt)}, ${one.workerName}`,
          ]),
        ]}
        onChoose={setChosen}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button wide busy={sending.busy} onClick={() => void store()}>
        {tell('change.storeMatch')}
      </Button>
    </div>
  );
}
