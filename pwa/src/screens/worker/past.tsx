/** A visit that has already ended: when it was, what was done, and the same saving as any other. */
import { useSignal } from '@preact/signals';
import { navigate } from '../../navigate';
import { now } from '../../offline/clock';
import { LONGEST_NOTE, recordPast, tasksOf } from '../../offline/ongoing';
import { provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { FailureView, ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { dayAfter, instantOf, localDay } from '../../rules/days';
import { minutesOf, type RecordingRefusal } from '../../rules/visit';
import { say, t } from '../../words';
import { duration, moment } from '../../words/formats';
import { type Door, openingOf, useAtDoor, useDoor } from './door';
import { ServiceChoice } from './service-choice';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

/** An end before the start on the clock is the next morning's, for a visit of at most half a day. */
const LONGEST_NIGHT_MINUTES = 12 * 60;

export default function Past({ reference }: { reference: string }) {
  const door = useDoor(reference);
  if (door === undefined) return <Busy what={t('door.checking')} />;
  if (door === null || door.proof === 'forged' || door.proof === 'unknown-key') {
    return (
      <Screen title={t('past.title')} back="/scan">
        <ProblemView problem={{ type: `/problems/${door ? 'voucher-not-genuine' : 'voucher-number-mistyped'}` }} />
      </Screen>
    );
  }
  return <PastVisit door={door} />;
}

function PastVisit({ door }: { door: Door }) {
  const { atDoor } = useAtDoor(door.number);
  const known = openingOf(door, atDoor);
  const chosenService = useSignal<number | null>(null);
  const serviceCode = known.serviceCode ?? chosenService.value;
  const service = provisions.value?.services.find(({ code }) => code === serviceCode);
  const today = localDay(now());
  const day = useSignal(today);
  const from = useSignal('');
  const to = useSignal('');
  const ticked = useSignal<OngoingVisit['tasks']>([]);
  const note = useSignal('');
  const busy = useSignal(false);
  const isTold = useSignal(false);
  const refusal = useSignal<RecordingRefusal | null>(null);
  const failure = useSignal<unknown>(null);
  const tasks = tasksOf(serviceCode).map((task) => ticked.value.find(({ slug }) => slug === task.slug) ?? task);
  const span = spanOf(day.value, from.value, to.value);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    isTold.value = true;
    if (span === null || busy.value) return;
    busy.value = true;
    failure.value = null;
    try {
      const visit = { ...known, serviceCode, tasks, note: note.value };
      refusal.value = await recordPast(visit, span.startedAt, span.endedAt);
      if (refusal.value === null) navigate('/', { replace: true });
    } catch (cause) {
      failure.value = cause;
    } finally {
      busy.value = false;
    }
  };
  return (
    <form onSubmit={save} noValidate>
      <Screen
        title={t('past.title')}
        lede={[nameOf(known), service && say(service.name)].filter(Boolean).join(', ')}
        back={door.code ? `/v/${door.code}` : `/voucher/${door.number}`}
        action={
          <>
            {refusal.value && <ProblemView problem={{ type: `/problems/${refusal.value}` }} />}
            {failure.value !== null && <FailureView failure={failure.value} />}
            <Button kind="primary" icon="check" type="submit" wide busy={busy.value}>
              {t('past.save')}
            </Button>
          </>
        }
      >
        <section class="part" aria-labelledby="when">
          <h2 id="when">{t('past.when')}</h2>
          <Field
            label={t('past.day')}
            type="date"
            required
            value={day.value}
            onInput={(value) => {
              day.value = value;
            }}
          />
          <div class="field-pair">
            <TimeField label={t('past.from')} isTold={isTold.value} time={from} />
            <TimeField label={t('past.to')} isTold={isTold.value} time={to} />
          </div>
          {span && <p role="status">{summaryOf(span)}</p>}
        </section>
        {known.serviceCode === null && (
          <ServiceChoice
            serviceCode={serviceCode}
            onChoose={(code) => {
              chosenService.value = code;
            }}
          />
        )}
        <Tasks
          tasks={tasks}
          onChange={(changed) => {
            ticked.value = changed;
          }}
        />
        <Field
          label={t('ongoing.note')}
          hint={t('ongoing.noteHint')}
          lines={3}
          maxLength={LONGEST_NOTE}
          value={note.value}
          onInput={(value) => {
            note.value = value;
          }}
        />
      </Screen>
    </form>
  );
}

function TimeField({ label, isTold, time }: { label: string; isTold: boolean; time: { value: string } }) {
  return (
    <Field
      label={label}
      type="time"
      required
      error={isTold && !time.value ? t('past.timeMissing') : null}
      value={time.value}
      onInput={(value) => {
        time.value = value;
      }}
    />
  );
}

interface Span {
  startedAt: number;
  endedAt: number;
}

/** The two moments that the day and the times mean; null while something is missing. */
function spanOf(day: string, from: string, to: string): Span | null {
  const startedAt = day && from ? instantOf(day, from) : null;
  const sameDay = day && to ? instantOf(day, to) : null;
  const nextDay = day && to ? instantOf(dayAfter(day, 1), to) : null;
  if (startedAt === null || sameDay === null) return null;
  const isNight = sameDay <= startedAt && nextDay !== null && nextDay - startedAt <= LONGEST_NIGHT_MINUTES * 60_000;
  return { startedAt, endedAt: isNight ? nextDay : sameDay };
}

function summaryOf({ startedAt, endedAt }: Span): string {
  const [start, end] = [new Date(startedAt), new Date(endedAt)];
  const minutes = minutesOf(start.toISOString(), end.toISOString());
  return minutes > 0 ? t('past.summary', { from: moment(start), to: moment(end), time: duration(minutes) }) : '';
}
