/** The tasks of a service as large rows: done at a tap, or not done and why. */
import { useSignal } from '@preact/signals';
import type { OngoingVisit } from '../../offline/store';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { isKnownReason, LEFT_REASONS, reasonSaid } from '../../parts/left-reason';
import { say } from '../../words';
import { tell } from '../../words/visit';

type Task = OngoingVisit['tasks'][number];

interface TasksProps {
  tasks: Task[];
  onChange: (tasks: Task[]) => void;
}

export function Tasks({ tasks, onChange }: TasksProps) {
  if (tasks.length === 0) return null;
  const change = (changed: Task): void => onChange(tasks.map((task) => (task.slug === changed.slug ? changed : task)));
  return (
    <section class="part" aria-labelledby="tasks">
      <h2 id="tasks">{tell('tasks.title')}</h2>
      <ul class="tasks">
        {tasks.map((task) => (
          <TaskRow key={task.slug} task={task} onChange={change} />
        ))}
      </ul>
    </section>
  );
}

function TaskRow({ task, onChange }: { task: Task; onChange: (task: Task) => void }) {
  const isOpen = useSignal(false);
  const name = say(task.name);
  return (
    <li class={task.reason === null ? 'task' : 'task task-left'}>
      <label class="task-tick">
        <input
          type="checkbox"
          checked={task.done}
          onChange={({ currentTarget }) => {
            isOpen.value = false;
            onChange({ ...task, done: currentTarget.checked, reason: null });
          }}
        />
        <span>{name}</span>
      </label>
      {!task.done && (
        <button
          class="task-why"
          type="button"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {task.reason === null ? tell('tasks.notDone') : reasonSaid(task.reason)}
          <span class="for-ears">: {name}</span>
        </button>
      )}
      {isOpen.value && !task.done && (
        <Reason
          task={task}
          onChoose={(reason) => {
            isOpen.value = false;
            onChange({ ...task, reason });
          }}
          onWrite={(reason) => onChange({ ...task, reason })}
        />
      )}
    </li>
  );
}

interface ReasonProps {
  task: Task;
  onChoose: (reason: string) => void;
  onWrite: (reason: string | null) => void;
}

function Reason({ task, onChoose, onWrite }: ReasonProps) {
  return (
    <fieldset class="task-reasons">
      <legend class="for-ears">{tell('tasks.whyNot', { task: say(task.name) })}</legend>
      {LEFT_REASONS.map((reason) => (
        <Button key={reason} pressed={task.reason === reason} onClick={() => onChoose(reason)}>
          {reasonSaid(reason)}
        </Button>
      ))}
      <Field
        label={tell('tasks.otherReason')}
        value={isKnownReason(task.reason) ? '' : (task.reason ?? '')}
        maxLength={200}
        onInput={(reason) => onWrite(reason || null)}
      />
    </fieldset>
  );
}
