/** What a correction changes of a visit: what was and what is now, in words. */
import type { NamedTask, VisitContent } from '../../offline/store';
import { deviationSaid, reasonSaid } from '../../parts/left-reason';
import { say } from '../../words';
import { clockSpan, dayOf, duration, shortDay } from '../../words/formats';
import { tell } from '../../words/recorded';

export function Differences({ was, now }: { was: VisitContent; now: VisitContent }) {
  const lines = differences(was, now);
  if (lines.length === 0) return null;
  return (
    <section class="part" aria-labelledby="changed">
      <h2 id="changed">{tell('correcting.changed')}</h2>
      <ul class="recorded-tasks">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** Each thing that differs, a sentence of its own; none when nothing does. */
export function differences(was: VisitContent, now: VisitContent): string[] {
  const lines: string[] = [];
  if (was.startedAt !== now.startedAt || was.endedAt !== now.endedAt) {
    const isSameDay = dayOf(was.startedAt) === dayOf(now.startedAt);
    lines.push(tell('correcting.time', { was: spanSaid(was, isSameDay), now: spanSaid(now, isSameDay) }));
  }
  for (const { slug, name } of [...was.tasks, ...now.tasks.filter((task) => !find(was.tasks, task.slug))]) {
    const [before, after] = [taskSaid(find(was.tasks, slug)), taskSaid(find(now.tasks, slug))];
    if (before !== after) lines.push(tell('correcting.task', { task: say(name), was: before, now: after }));
  }
  if (was.deviation?.code !== now.deviation?.code) {
    lines.push(tell('correcting.deviation', { was: wentSaid(was), now: wentSaid(now) }));
  }
  if (was.note.trim() !== now.note.trim()) {
    lines.push(was.note ? tell('correcting.note', { was: was.note }) : tell('correcting.noNote'));
  }
  return lines;
}

function spanSaid({ startedAt, endedAt, minutes }: VisitContent, isSameDay: boolean): string {
  const said = { day: shortDay(dayOf(startedAt)), span: clockSpan(startedAt, endedAt), time: duration(minutes) };
  return tell(isSameDay ? 'correcting.span' : 'correcting.daySpan', said);
}

function wentSaid({ deviation }: VisitContent): string {
  return deviation ? deviationSaid(deviation.code) : tell('correcting.asBooked');
}

function find(tasks: NamedTask[], slug: string): NamedTask | undefined {
  return tasks.find((task) => task.slug === slug);
}

function taskSaid(task: NamedTask | undefined): string {
  if (task?.done) return tell('correcting.done');
  return task?.reason ? tell('correcting.left', { reason: reasonSaid(task.reason) }) : tell('correcting.unsaid');
}
