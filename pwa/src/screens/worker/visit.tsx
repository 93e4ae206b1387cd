/** The visit going on: its clock, what was done, a note, and the one tap that ends and saves it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { navigate } from '../../navigate';
import { changeOngoing, endVisit, tasksOf } from '../../offline/ongoing';
import { ongoing, provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { deviationSaid } from '../../parts/left-reason';
import { Screen } from '../../parts/screen';
import { say } from '../../words';
import { tell } from '../../words/visit';
import { Abandon } from './abandon';
import { useAtDoor } from './door';
import { EndedEarlier, earlierEndOf, endsNow, useEarlierEnd } from './ended-earlier';
import { NoteField } from './note-field';
import { PresenceField } from './presence-field';
import { RunningClock } from './running-clock';
import { SaveButton, useSaving } from './saving';
import { ServiceChoice } from './service-choice';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Visit() {
  const visit = ongoing.value;
  const ending = useRef(false);
  if (visit) return <GoingOn visit={visit} ending={ending} />;
  // It has been saved in this very moment, and the next screen says so.
  if (ending.current) return null;
  return (
    <Screen title={tell('ongoing.title')} back="/">
      <Empty title={tell('ongoing.none')} icon="clock" />
    </Screen>
  );
}

function GoingOn({ visit, ending }: { visit: OngoingVisit; ending: { current: boolean } }) {
  const saving = useSaving();
  const earlier = useEarlierEnd();
  const timesTold = useSignal(0);
  useMissingFacts(visit);
  const service = provisions.value?.services.find(({ code }) => code === visit.serviceCode);
  const change = (changed: Parameters<typeof changeOngoing>[0]): void => {
    changeOngoing(changed).catch((cause: unknown) => {
      saving.failure.value = cause;
    });
  };
  const end = async (): Promise<void> => {
    timesTold.value += 1;
    const endedAt = earlierEndOf(visit, earlier);
    if (endedAt === null && !endsNow(earlier)) return;
    ending.current = true;
    const isSaved = await saving.save(() => endVisit(endedAt));
    if (isSaved) navigate(`/visits/${visit.id}`, { replace: true });
  };
  return (
    <Screen
      title={nameOf(visit)}
      lede={service && say(service.name)}
      back="/"
      action={
        <SaveButton saving={saving} onClick={end}>
          {tell('ongoing.end')}
        </SaveButton>
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
      <NoteField note={visit.note} onInput={(note) => change({ note })} />
      <PresenceField
        visit={visit}
        presence={visit.also?.presence ?? null}
        onRead={(presence) => change({ also: presence ? { presence } : {} })}
      />
      <EndedEarlier
        visit={visit}
        end={earlier}
        timesTold={timesTold.value}
        isOpen={saving.refusal.value !== null || !endsNow(earlier)}
      />
      <GoesOtherwise visit={visit} onUnmark={() => change({ deviation: null })} />
      <Abandon />
    </Screen>
  );
}

/** A visit that lasts longer than booked says so while it goes on; what cannot be made is recorded at once. */
function GoesOtherwise({ visit: { deviation }, onUnmark }: { visit: OngoingVisit; onUnmark: () => void }) {
  if (!deviation) return <Button href="/otherwise">{tell('ongoing.otherwise')}</Button>;
  return (
    <div class="part">
      <p>{tell('ongoing.marked', { deviation: deviationSaid(deviation.code) })}</p>
      <Button kind="plain" onClick={onUnmark}>
        {tell('ongoing.unmark')}
      </Button>
    </div>
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
