/** The month as a calendar: on each day what was done, what is to come, what was not recorded and what was called off. */
import type { ActedFor, PlannedSummary, VisitSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { useReading } from '../../parts/reading';
import { dayAfter } from '../../rules/days';
import { type DayMarks, MARKS, type Mark, marksOf, weeksOf } from '../../rules/plan-month';
import { dayOf, locales, longDay, monthName } from '../../words/formats';
import { tell } from '../../words/plan';
import '../../style/plan.css';

const MOST_DAYS = 42;
/** A shape beside each word, so that no colour need be seen. */
const SHAPES: Record<Mark, string> = { done: '✓', extra: '+', planned: '○', missed: '!', cancelled: '–' };

interface CalendarProps {
  person: ActedFor;
  month: string;
  visits: VisitSummary[];
  keeper: string;
}

export default function MonthCalendar({ person, month, visits, keeper }: CalendarProps) {
  const weeks = weeksOf(month);
  const first = `${month}-01`;
  const path = `/api/planned-visits?client=${person.id}&firstDay=${first}&days=${MOST_DAYS}`;
  const reading = useReading<PlannedSummary[]>(path, `${keeper}.plan.${month}`);
  if (reading.answer === null) {
    return reading.failure === null ? <Busy what={tell('calendar.loading')} /> : <AgeOf reading={reading} />;
  }
  const isOfMonth = (day: string): boolean => day.startsWith(month);
  const planned = reading.answer
    .map((one) => ({ ...one, day: dayOf(one.startsAt), isDone: one.visit !== null, visit: one.visit?.id ?? null }))
    .filter(({ day }) => isOfMonth(day));
  const recorded = visits
    .filter(({ state }) => state === 'recorded')
    .map(({ id, startedAt }) => ({ id, day: dayOf(startedAt) }));
  const marks = marksOf(planned, recorded, Date.now());
  return (
    <>
      <AgeOf reading={reading} />
      <p>{sumSaid(marks)}</p>
      <div class="calendar-frame">
        <table class="calendar">
          <caption class="for-ears">{tell('calendar.caption', { month: monthName(month) })}</caption>
          <thead>
            <tr>
              {(weeks[0] ?? []).map((day) => (
                <th key={day} scope="col">
                  {weekdayName(day)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map(([monday = '', ...rest]) => (
              <tr key={monday}>
                {[monday, ...rest].map((day) => (
                  <td key={day}>{isOfMonth(day) && <Day day={day} marks={marks.get(day)} />}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="calendar-key">
        {MARKS.filter((mark) => [...marks.values()].some((one) => one[mark] > 0)).map((mark) => (
          <li key={mark}>
            <span aria-hidden="true">{SHAPES[mark]}</span> {tell(`calendar.${mark}`, { count: total(marks, mark) })}
          </li>
        ))}
      </ul>
    </>
  );
}

function Day({ day, marks }: { day: string; marks: DayMarks | undefined }) {
  const told = MARKS.filter((mark) => marks && marks[mark] > 0);
  const said = told.map((mark) => tell(`calendar.${mark}`, { count: marks?.[mark] ?? 0 })).join(', ');
  return (
    <>
      <span aria-hidden="true">{Number(day.slice(8))}</span>
      <span class="for-ears">
        {longDay(day)}
        {said && `: ${said}`}
      </span>
      {told.map((mark) => (
        <span key={mark} class={`mark mark-${mark}`} aria-hidden="true">
          {SHAPES[mark]}
          {marks?.[mark]}
        </span>
      ))}
    </>
  );
}

function total(marks: Map<string, DayMarks>, mark: Mark): number {
  return [...marks.values()].reduce((sum, one) => sum + one[mark], 0);
}

function sumSaid(marks: Map<string, DayMarks>): string {
  const [done, missed, cancelled] = [total(marks, 'done'), total(marks, 'missed'), total(marks, 'cancelled')];
  const planned = done + missed + cancelled + total(marks, 'planned');
  return tell('calendar.sum', { planned, done: done + total(marks, 'extra'), missed, cancelled });
}

function weekdayName(day: string): string {
  const format = new Intl.DateTimeFormat(locales.value, { weekday: 'short', timeZone: 'UTC' });
  return format.format(Date.parse(dayAfter(day, 0)));
}
