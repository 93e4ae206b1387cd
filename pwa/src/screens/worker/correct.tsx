/** One's own visit said anew: the same times, tasks and note as it has now, to be put right, and what that changes. */
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { navigate } from '../../navigate';
import { onTheWire } from '../../offline/clock';
import { correct } from '../../offline/correcting';
import { tasksOf } from '../../offline/ongoing';
import type { OwnVisit } from '../../offline/own-visit';
import { provisions, visits } from '../../offline/signals';
import type { NamedTask, VisitContent } from '../../offline/store';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { localDay, localTime } from '../../rules/days';
import { minutesOf } from '../../rules/visit';
import { say } from '../../words';
import { tell } from '../../words/recorded';
import { Differences, differences } from './differences';
import { NoteField } from './note-field';
import { type PastTimes, PastTimesFields, spanOf, type Told, usePastTimes } from './past-times';
import { SaveButton, useSaving } from './saving';
import { Tasks } from './tasks';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function Correct({ reference }: { reference: string }) {
  // As it was when she began: that is what her correction has seen, whatever comes meanwhile.
  const [shown] = useState(() => visits.peek().find(({ id }) => id === reference));
  if (shown && shown.state !== 'refused' && !shown.isWithdrawn) return <Correcting shown={shown} />;
  return (
    <Screen title={tell('correcting.title')} back={shown ? `/visits/${shown.id}` : '/'}>
      <Empty title={tell('correcting.cannot')} icon="today" />
    </Screen>
  );
}

function Correcting({ shown }: { shown: OwnVisit }) {
  const known = toldOf(shown);
  const times = usePastTimes(known);
  const timesTold = useSignal(0);
  const tasks = useSignal(allTasksOf(shown));
  const note = useSignal(shown.note);
  const isSaid = useSignal(false);
  const saving = useSaving();
  const now = contentSaid(shown, known, times, tasks.value, note.value);
  const isNothing = now !== null && differences(shown, now).length === 0;
  const save = async (): Promise<void> => {
    timesTold.value += 1;
    isSaid.value = true;
    if (now === null || isNothing) return;
    if (await saving.save(() => correct(shown, now))) navigate(`/visits/${shown.id}`, { replace: true });
  };
  return (
    <Screen
      title={tell('correcting.title')}
      lede={[nameOf(shown), shown.service && say(shown.service)].filter(Boolean).join(', ')}
      back={`/visits/${shown.id}`}
      action={
        <>
          {isSaid.value && isNothing && <Notice kind="info" title={tell('correcting.nothing')} />}
          <SaveButton saving={saving} onClick={save}>
            {tell('correcting.save')}
          </SaveButton>
        </>
      }
    >
      <PastTimesFields times={times} timesTold={timesTold.value} />
      <Tasks
        tasks={tasks.value}
        onChange={(changed) => {
          tasks.value = changed;
        }}
      />
      <NoteField
        note={note.value}
        onInput={(changed) => {
          note.value = changed;
        }}
      />
      {now && <Differences was={shown} now={now} />}
    </Screen>
  );
}

function toldOf({ startedAt, endedAt }: OwnVisit): Told {
  const [start, end] = [Date.parse(startedAt), Date.parse(endedAt)];
  return { day: localDay(start), from: localTime(start), to: localTime(end) };
}

/** The visit as the fields say it; a time left as it was keeps its seconds. Null while a time is missing. */
function contentSaid(
  shown: OwnVisit,
  known: Told,
  { day, from, to }: PastTimes,
  tasks: NamedTask[],
  note: string,
): VisitContent | null {
  const span = spanOf({ day, from, to });
  if (span === null) return null;
  const isSameStart = day.value === known.day && from.value === known.from;
  const isSameEnd = isSameStart && to.value === known.to;
  const startedAt = isSameStart ? shown.startedAt : onTheWire(span.startedAt);
  const endedAt = isSameEnd ? shown.endedAt : onTheWire(span.endedAt);
  const said = tasks.filter(({ done, reason }) => done || reason !== null);
  return { startedAt, endedAt, minutes: minutesOf(startedAt, endedAt), tasks: said, note };
}

/** What the visit says of tasks, and the others of its service, so that a forgotten one can be ticked. */
function allTasksOf({ service, tasks }: OwnVisit): NamedTask[] {
  // A visit knows its service by name alone.
  const known = provisions.peek()?.services.find(({ name }) => name.fi === service?.fi);
  const all = tasksOf(known?.code ?? null);
  const said = all.map((task) => tasks.find(({ slug }) => slug === task.slug) ?? task);
  return [...said, ...tasks.filter(({ slug }) => !all.some((task) => task.slug === slug))];
}
