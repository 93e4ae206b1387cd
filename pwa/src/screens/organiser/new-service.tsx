/** A new service: its name in three languages, what its prices are per, and what is done at the client's home. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ServiceChoice, Text } from '../../api/schema';
import { navigate } from '../../navigate';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { tell } from '../../words/organiser';
import { readName, slugOf } from './name-slug';
import { Names } from './names';
import { Reader } from './reader';
import { RowList } from './row-list';
import { FaultsSeen, FieldError, firstFault, useFault, useFaults } from './typed-field';

export const UNITS = ['hour', 'half_hour', 'quarter_hour', 'minute', 'visit', 'day', 'week', 'month'] as const;

interface TaskDraft extends Text {
  key: string;
}

interface Draft {
  id: string;
  name: Text;
  unit: (typeof UNITS)[number];
  tasks: TaskDraft[];
}

const KEPT = 'new-service';
const NO_NAME: Text = { fi: '', sv: '', en: '' };

export function NewService() {
  const [draft, setDraft] = useState<Draft>(
    () => keptDraft<Draft>(KEPT) ?? { id: crypto.randomUUID(), name: NO_NAME, unit: 'hour', tasks: [] },
  );
  const [failure, fail] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const change = (patch: Partial<Draft>) => {
    const next = { ...draft, ...patch };
    setDraft(next);
    keepDraft(KEPT, next);
  };
  const reader = new Reader();
  const service = readService(draft, reader);
  const faults = useFaults(reader.faults);
  const add = async (event: Event) => {
    event.preventDefault();
    faults.attempt();
    if (reader.faults.size > 0) return firstFault(form);
    setBusy(true);
    fail(null);
    try {
      const added = await ask<ServiceChoice>('POST', '/api/services', service);
      dropDraft(KEPT);
      navigate(`/rulebook/${added.id}`);
    } catch (cause) {
      fail(cause);
      setBusy(false);
    }
  };
  return (
    <Screen title={tell('newService.title')} lede={tell('newService.lede')} back="/">
      <FaultsSeen.Provider value={faults.seen}>
        <form class="part" ref={form} noValidate onSubmit={(event) => void add(event)}>
          <Names at="name" title={tell('newService.name')} name={draft.name} onChange={(name) => change({ name })} />
          <Choice
            label={tell('newService.unit')}
            hint={tell('newService.unitHint')}
            value={draft.unit}
            options={UNITS.map((unit) => [unit, tell(`per.${unit}`)])}
            onChoose={(unit) => change({ unit: unit as Draft['unit'] })}
          />
          <Tasks tasks={draft.tasks} onChange={(tasks) => change({ tasks })} />
          {failure !== null && <FailureView failure={failure} />}
          <div class="buttons">
            <Button kind="primary" type="submit" busy={isBusy}>
              {tell('newService.add')}
            </Button>
          </div>
        </form>
      </FaultsSeen.Provider>
    </Screen>
  );
}

function Tasks({ tasks, onChange }: { tasks: TaskDraft[]; onChange: (tasks: TaskDraft[]) => void }) {
  const fault = useFault('tasks');
  return (
    <section class="part" aria-labelledby="new-tasks">
      <h2 id="new-tasks">{tell('newService.tasks')}</h2>
      <p class="hint">{tell('newService.tasksHint')}</p>
      {fault && <FieldError>{fault}</FieldError>}
      <RowList
        rows={tasks}
        nameOf={({ fi }, place) => fi || tell('newService.task', { count: place + 1 })}
        fresh={() => ({ ...NO_NAME, key: crypto.randomUUID() })}
        adding={tell('newService.addTask')}
        isOrdered
        onChange={onChange}
      >
        {(task, place, change) => (
          <Names
            at={`tasks.${place}`}
            title={tell('newService.task', { count: place + 1 })}
            name={task}
            onChange={change}
          />
        )}
      </RowList>
    </section>
  );
}

function readService(draft: Draft, reader: Reader) {
  const name = readName(draft.name, 'name', reader);
  if (draft.tasks.length === 0) reader.wrong('tasks', 'no-tasks');
  const used = new Set<string>();
  const tasks = draft.tasks.map((task, place) => {
    const words = readName(task, `tasks.${place}`, reader);
    const slug = slugOf(words.en || words.fi);
    if (used.has(slug)) reader.wrong(`tasks.${place}.fi`, 'name-used');
    used.add(slug);
    return { slug, name: words };
  });
  return { id: draft.id, slug: slugOf(name.en || name.fi), name, unit: draft.unit, tasks };
}
