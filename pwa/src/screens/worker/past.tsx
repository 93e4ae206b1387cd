/** A visit that has already ended: when it was, what was done, and the same saving as any other. */
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { ToldPresence } from '../../api/schema';
import { navigate } from '../../navigate';
import { now } from '../../offline/clock';
import { recordPast, tasksOf } from '../../offline/ongoing';
import { newId } from '../../offline/outbox';
import { provisions } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Busy } from '../../parts/busy';
import { Screen } from '../../parts/screen';
import { say } from '../../words';
import { tell } from '../../words/door';
import { tell as tellVisit } from '../../words/visit';
import { type Door, openingOf, useAtDoor, useDoor } from './door';
import { isRuledOut, NotAVoucher } from './not-a-voucher';
import { NoteField } from './note-field';
import { PastTimesFields, spanOf, usePastTimes } from './past-times';
import { PresenceField } from './presence-field';
import { SaveButton, useSaving } from './saving';
import { ServiceChoice } from './service-choice';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Past({ reference }: { reference: string }) {
  const door = useDoor(reference);
  if (door === undefined) return <Busy what={tell('door.checking')} />;
  if (door === null || isRuledOut(door)) return <NotAVoucher door={door} />;
  return <PastVisit door={door} />;
}

function PastVisit({ door }: { door: Door }) {
  const [id] = useState(() => newId(now()));
  const { atDoor } = useAtDoor(door.number);
  const known = openingOf(door, atDoor);
  const chosen = useSignal<number | null>(null);
  const serviceCode = known.serviceCode ?? chosen.value;
  const service = provisions.value?.services.find(({ code }) => code === serviceCode);
  const ticked = useSignal<OngoingVisit['tasks']>([]);
  const tasks = tasksOf(serviceCode).map((task) => ticked.value.find(({ slug }) => slug === task.slug) ?? task);
  const note = useSignal('');
  const presence = useSignal<ToldPresence | null>(null);
  const times = usePastTimes();
  const timesTold = useSignal(0);
  const saving = useSaving();
  const save = async (): Promise<void> => {
    timesTold.value += 1;
    const span = spanOf(times);
    if (span === null) return;
    const also = presence.value ? { presence: presence.value } : {};
    const visit = { ...known, id, serviceCode, tasks, note: note.value, also };
    const isSaved = await saving.save(() => recordPast(visit, span.startedAt, span.endedAt));
    if (isSaved) navigate(`/visits/${id}`, { replace: true });
  };
  return (
    <Screen
      title={tellVisit('past.title')}
      lede={[nameOf(known), service && say(service.name)].filter(Boolean).join(', ')}
      back={door.code ? `/v/${door.code}` : `/voucher/${door.number}`}
      action={
        <SaveButton saving={saving} onClick={save}>
          {tellVisit('past.save')}
        </SaveButton>
      }
    >
      <PastTimesFields times={times} timesTold={timesTold.value} />
      {known.serviceCode === null && <ServiceChoice serviceCode={serviceCode} onChoose={set(chosen)} />}
      <Tasks tasks={tasks} onChange={set(ticked)} />
      <NoteField note={note.value} onInput={set(note)} />
      <PresenceField visit={{ ...known, serviceCode }} presence={presence.value} onRead={set(presence)} />
    </Screen>
  );
}

function set<T>(signal: { value: T }): (value: T) => void {
  return (value) => {
    signal.value = value;
  };
}
