/** The visit going on: its clock, what was done, a note, and the one tap that ends and saves it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { navigate } from '../../navigate';
import { abandonOngoing, changeOngoing, endVisit, LONGEST_NOTE, nowIn, tasksOf } from '../../offline/ongoing';
import { ongoing, provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { FailureView, ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { dayAfter, instantOf, localDay } from '../../rules/days';
import type { RecordingRefusal } from '../../rules/visit';
import { say, t } from '../../words';
import { useAtDoor } from './door';
import { RunningClock } from './running-clock';
import { ServiceChoice } from './service-choice';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Visit() {
  const visit = ongoing.value;
  const ending = useRef<string | null>(null);
  if (visit) return <GoingOn visit={visit} onEnding={(id) => (ending.current = id)} />;
  // It is being saved in this very moment, and the next screen says so.
  if (ending.current) return null;
  return (
    <Screen title={t('ongoing.title')} back="/">
      <Empty title={t('ongoing.none')} icon="clock" />
    </Screen>
  );
}

interface GoingOnProps {
  visit: OngoingVisit;
  onEnding: (id: string) => void;
}

function GoingOn({ visit, onEnding }: GoingOnProps) {
  const busy = useSignal(false);
  const refusal = useSignal<RecordingRefusal | null>(null);
  const failure = useSignal<unknown>(null);
  const endTime = useSignal('');
  const isEarlier = useSignal(false);
  useMissingFacts(visit);
  useEffect(() => {
    // What is shown after saving lies ready before it is needed.
    void import('./recorded');
  }, []);
  const service = provisions.value?.services.find(({ code }) => code === visit.serviceCode);
  const change = (changed: Parameters<typeof changeOngoing>[0]): void => {
    changeOngoing(changed).catch((cause: unknown) => {
      failure.value = cause;
    });
  };
  const save = async (): Promise<void> => {
    busy.value = true;
    failure.value = null;
    try {
      onEnding(visit.id);
      refusal.value = await endVisit(endTime.value ? endOf(visit, endTime.value) : null);
      if (refusal.value === null) navigate(`/visits/${visit.id}`, { replace: true });
    } catch (cause) {
      failure.value = cause;
    } finally {
      busy.value = false;
    }
  };
  return (
    <Screen
      title={nameOf(visit)}
      lede={service && say(service.name)}
      back="/"
      action={
        <>
          {refusal.value && <ProblemView problem={{ type: `/problems/${refusal.value}` }} />}
          {failure.value !== null && <FailureView failure={failure.value} />}
          <Button kind="primary" icon="check" wide busy={busy.value} onClick={save}>
            {t('ongoing.end')}
          </Button>
        </>
      }
    >
      <div class="going-on">
        <RunningClock visit={visit} />
      </div>
      {visit.serviceCode === null && (
        <ServiceChoice
          serviceCode={null}
          onChoose={(serviceCode) => change({ serviceCode, tasks: tasksOf(serviceCode) })}
        />
      )}
      <Tasks tasks={visit.tasks} onChange={(tasks) => change({ tasks })} />
      <Field
        label={t('ongoing.note')}
        hint={t('ongoing.noteHint')}
        lines={3}
        maxLength={LONGEST_NOTE}
        value={visit.note}
        onInput={(note) => change({ note })}
      />
      <details
        class="rarely"
        open={isEarlier.value || refusal.value !== null}
        onToggle={({ currentTarget }) => {
          isEarlier.value = currentTarget.open;
        }}
      >
        <summary>{t('ongoing.endedEarlier')}</summary>
        <Field
          label={t('ongoing.endTime')}
          hint={t('ongoing.endTimeHint')}
          type="time"
          value={endTime.value}
          onInput={(time) => {
            endTime.value = time;
          }}
        />
      </details>
      <Abandon />
    </Screen>
  );
}

/** A visit begun without network learns the client's name and the service when the network returns. */
function useMissingFacts(visit: OngoingVisit): void {
  const isMissing = visit.clientName === null || visit.serviceCode === null;
  const { atDoor } = useAtDoor(isMissing ? visit.voucherNumber : null);
  useEffect(() => {
    if (!atDoor) return;
    const isServiceMissing = visit.serviceCode === null;
    void changeOngoing({
      clientName: atDoor.clientName,
      ...(isServiceMissing && { serviceCode: atDoor.serviceCode, tasks: tasksOf(atDoor.serviceCode) }),
    });
  }, [atDoor]);
}

/** The last moment that had this time of day: today, or yesterday for a visit over midnight. */
function endOf(visit: OngoingVisit, time: string): number {
  const now = nowIn(visit);
  const today = localDay(now);
  const candidates = [instantOf(today, time), instantOf(dayAfter(today, -1), time)];
  return candidates.find((instant) => instant !== null && instant <= now) ?? Date.parse(visit.startedAt);
}

function Abandon() {
  const isAsking = useSignal(false);
  const ask = (asking: boolean) => () => {
    isAsking.value = asking;
  };
  if (!isAsking.value) {
    return (
      <Button kind="plain" onClick={ask(true)}>
        {t('ongoing.abandon')}
      </Button>
    );
  }
  return (
    <Notice
      kind="warn"
      title={t('ongoing.abandonAsk')}
      action={
        <div class="buttons">
          <Button
            onClick={async () => {
              await abandonOngoing();
              navigate('/', { replace: true });
            }}
          >
            {t('ongoing.abandonYes')}
          </Button>
          <Button onClick={ask(false)}>{t('ongoing.abandonNo')}</Button>
        </div>
      }
    >
      <p>{t('ongoing.abandonMeans')}</p>
    </Notice>
  );
}
