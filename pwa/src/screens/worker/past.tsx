/** A visit that has already ended: when it was, what was done, and the same saving as any other. */
import { useSignal } from '@preact/signals';
import { navigate } from '../../navigate';
import { recordPast, tasksOf } from '../../offline/ongoing';
import { provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Busy } from '../../parts/busy';
import { ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { say, t } from '../../words';
import { type Door, openingOf, useAtDoor, useDoor } from './door';
import { NoteField } from './note-field';
import { PastTimesFields, spanOf, usePastTimes } from './past-times';
import { SaveButton, useSaving } from './saving';
import { ServiceChoice } from './service-choice';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

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
  const chosen = useSignal<number | null>(null);
  const serviceCode = known.serviceCode ?? chosen.value;
  const service = provisions.value?.services.find(({ code }) => code === serviceCode);
  const ticked = useSignal<OngoingVisit['tasks']>([]);
  const tasks = tasksOf(serviceCode).map((task) => ticked.value.find(({ slug }) => slug === task.slug) ?? task);
  const note = useSignal('');
  const times = usePastTimes();
  const isTold = useSignal(false);
  const saving = useSaving();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    isTold.value = true;
    const span = spanOf(times);
    if (span === null) return;
    const visit = { ...known, serviceCode, tasks, note: note.value };
    if (await saving.save(() => recordPast(visit, span.startedAt, span.endedAt))) navigate('/', { replace: true });
  };
  return (
    <form onSubmit={save} noValidate>
      <Screen
        title={t('past.title')}
        lede={[nameOf(known), service && say(service.name)].filter(Boolean).join(', ')}
        back={door.code ? `/v/${door.code}` : `/voucher/${door.number}`}
        action={<SaveButton saving={saving}>{t('past.save')}</SaveButton>}
      >
        <PastTimesFields times={times} isTold={isTold.value} />
        {known.serviceCode === null && <ServiceChoice serviceCode={serviceCode} onChoose={set(chosen)} />}
        <Tasks tasks={tasks} onChange={set(ticked)} />
        <NoteField note={note.value} onInput={set(note)} />
      </Screen>
    </form>
  );
}

function set<T>(signal: { value: T }): (value: T) => void {
  return (value) => {
    signal.value = value;
  };
}
