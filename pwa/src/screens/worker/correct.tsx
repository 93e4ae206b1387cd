/** One's own visit said anew: the same times, tasks and note as it has now, to be put right, and what that changes. */
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { navigate } from '../../navigate';
import { correct } from '../../offline/correcting';
import { tasksOf } from '../../offline/ongoing';
import type { OwnVisit } from '../../offline/own-visit';
import { provisions, visits } from '../../offline/signals';
import type { NamedTask } from '../../offline/store';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { deviationSaid } from '../../parts/left-reason';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { NOT_MADE_CODES } from '../../rules/deviation';
import { minutesOf } from '../../rules/visit';
import { say } from '../../words';
import { tell } from '../../words/recorded';
import { bookedMinutes } from './booked';
import { Differences, differences } from './differences';
import { NoteField } from './note-field';
import { correctedTimes, PastTimesFields, toldOf, usePastTimes } from './past-times';
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
  const times = usePastTimes(toldOf(shown));
  const timesTold = useSignal(0);
  const tasks = useSignal(allTasksOf(shown));
  const note = useSignal(shown.note);
  const deviation = useSignal(shown.deviation?.code ?? '');
  const isSaid = useSignal(false);
  const saving = useSaving();
  const said = correctedTimes(shown, times);
  const now = said && {
    ...said,
    minutes: minutesOf(said.startedAt, said.endedAt),
    tasks: tasks.value.filter(({ done, reason }) => done || reason !== null),
    note: note.value,
    deviation: deviation.value
      ? { code: deviation.value, bookedMinutes: shown.deviation?.bookedMinutes ?? bookedMinutes(shown) }
      : null,
  };
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
      <Choice
        label={tell('correcting.how')}
        value={deviation.value}
        options={[
          ['', tell('correcting.asBooked')],
          ...[...new Set(['extended', ...NOT_MADE_CODES, ...(shown.deviation ? [shown.deviation.code] : [])])].map(
            (code): [string, string] => [code, deviationSaid(code)],
          ),
        ]}
        onChoose={(code) => {
          deviation.value = code;
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

/** What the visit says of tasks, and the others of its service, so that a forgotten one can be ticked. */
function allTasksOf({ service, tasks }: OwnVisit): NamedTask[] {
  // A visit knows its service by name alone.
  const known = provisions.peek()?.services.find(({ name }) => name.fi === service?.fi);
  const all = tasksOf(known?.code ?? null);
  const said = all.map((task) => tasks.find(({ slug }) => slug === task.slug) ?? task);
  return [...said, ...tasks.filter(({ slug }) => !all.some((task) => task.slug === slug))];
}
