/** The visits of one month under their days, with their sum (today's stand above it already); printed, the whole month stands on one page. */
import { useState } from 'preact/hooks';
import type { ActedFor, SaidOfMonth, VisitSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { deviationSaid } from '../../parts/left-reason';
import { MonthChoice } from '../../parts/month-choice';
import { type Reading, useReading } from '../../parts/reading';
import { byDay, counted, sumOfMinutes, sumSaid, VisitDays } from '../../parts/visit-days';
import { language, say } from '../../words';
import { tell } from '../../words/client';
import { clockSpan, columnDay, dayOf, duration, monthName, shortDay, today } from '../../words/formats';
import { VisitVoice } from './visit-voice';
import { useVoices } from './voices';

/** Up to this many visits a month stand on one sheet in large type, at most two lines a day. */
const ROOMY = 45;

const CALENDAR = () => import('./month-calendar');

interface MonthSectionProps {
  person: ActedFor;
  keeper: string;
  /** This month is already read, and followed live, by the page. */
  thisMonth: Reading<VisitSummary[]>;
  theseVoices: Reading<SaidOfMonth>;
  isNew: (visit: VisitSummary) => boolean;
}

export default function MonthSection({ person, keeper, thisMonth, theseVoices, isNew }: MonthSectionProps) {
  const day = today();
  const now = day.slice(0, 7);
  const [month, setMonth] = useState(now);
  const other = useReading<VisitSummary[]>(month === now ? null : `/api/visits?client=${person.id}&month=${month}`);
  const others = useVoices(person, month === now ? null : month);
  const voices = month === now ? theseVoices : others;
  const reading = month === now ? thisMonth : other;
  const visits = reading.answer;
  return (
    <section class="part month" aria-labelledby="month">
      <h2 id="month">{tell('client.month')}</h2>
      <MonthChoice month={month} onChoose={setMonth} />
      {month !== now && <AgeOf reading={other} />}
      {visits === null && reading.failure === null && <Busy what={tell('client.loading')} />}
      {visits && <Fetched key={month} part={CALENDAR} given={{ person, month, visits, keeper }} isExtra />}
      {visits?.length === 0 && <Empty title={tell('client.noneInMonth', { month: monthName(month) })} icon="today" />}
      {visits && visits.length > 0 && (
        <>
          <p class="month-sum">{sumSaid(visits)}</p>
          <VisitDays
            visits={visits.filter((visit) => dayOf(visit.startedAt) !== day)}
            isNew={isNew}
            stateOf={(visit) => <VisitVoice person={person} visit={visit} month={month} voices={voices} />}
          />
          <div class="buttons">
            <Button icon="print" onClick={() => print()}>
              {tell('client.printMonth')}
            </Button>
            <Button newTab href={`/api/month-sheet?client=${person.id}&month=${month}&language=${language.value}`}>
              {tell('client.monthPdf')}
            </Button>
          </div>
          <OnOnePage person={person} month={month} visits={counted(visits)} />
        </>
      )}
    </section>
  );
}

/** For paper only: a row for each day, so that even a full month of several visits a day fits on one sheet. */
function OnOnePage({ person, month, visits }: { person: ActedFor; month: string; visits: VisitSummary[] }) {
  return (
    <div class={visits.length > ROOMY ? 'on-paper on-paper-dense' : 'on-paper'} aria-hidden="true">
      <h2>
        {person.name}, {monthName(month)}
      </h2>
      <table>
        <tbody>
          {byDay(visits)
            .reverse()
            .map(([day, ofDay]) => (
              <tr key={day}>
                <th scope="row">{columnDay(day)}</th>
                <td>{dayOnPaper(ofDay)}</td>
                <td>{duration(sumOfMinutes(ofDay))}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p>
        {sumSaid(visits)}. {tell('client.printedOn', { day: shortDay(today()) })}
      </p>
    </div>
  );
}

/** The day's visits under their services, each in the order of the clock: "Kotihoito: 9.05–9.50 Anna Laine; ...". */
function dayOnPaper(visits: VisitSummary[]): string {
  const services = new Map<string, string[]>();
  for (const visit of visits.toReversed()) {
    const name = say(visit.service);
    const went = visit.deviation ? ` (${deviationSaid(visit.deviation)})` : '';
    const line = `${clockSpan(visit.startedAt, visit.endedAt)} ${visit.workerName}${went}`;
    services.set(name, [...(services.get(name) ?? []), line]);
  }
  return [...services].map(([name, lines]) => `${name}: ${lines.join('; ')}.`).join(' ');
}
