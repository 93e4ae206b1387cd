/** One's own visits of earlier months: received, in settlement or paid. The server says it; the phone keeps none of it. */
import { useState } from 'preact/hooks';
import { Offline } from '../../api/client';
import type { WorkerVisit } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { MonthChoice } from '../../parts/month-choice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { StateLamp } from '../../parts/state-lamp';
import { say } from '../../words';
import { clockSpan, dayOf, duration, longDay, monthFrom, today } from '../../words/formats';
import { tell } from '../../words/wages';

const STATES: WorkerVisit['state'][] = ['paid', 'settled', 'received'];

export default function Months() {
  const [month, setMonth] = useState(monthFrom(today().slice(0, 7), -1));
  const reading = useReading<WorkerVisit[]>(`/api/worker-month?month=${month}`);
  const visits = reading.answer ?? [];
  const days = [...new Set(visits.map(({ startedAt }) => dayOf(startedAt)))];
  return (
    <Screen title={tell('wages.title')} lede={tell('wages.lede')} back="/today">
      <MonthChoice month={month} onChoose={setMonth} />
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure instanceof Offline && <p>{tell('wages.needsNetwork')}</p>}
      {reading.answer === null && reading.failure === null && <Busy what={tell('wages.loading')} />}
      {reading.answer?.length === 0 && (
        <Empty title={tell('wages.none')} icon="today">
          <p>{tell('wages.noneNext')}</p>
        </Empty>
      )}
      {visits.length > 0 && (
        <>
          <ul class="own-sums">
            {STATES.filter((state) => visits.some((one) => one.state === state)).map((state) => (
              <li key={state}>
                <StateLamp state={state} /> {countedOf(visits.filter((one) => one.state === state))}
              </li>
            ))}
          </ul>
          <p class="soft">{tell('wages.what')}</p>
        </>
      )}
      {days.map((day) => (
        <section key={day} class="part" aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{longDay(day)}</h2>
          <ol class="own-visits">
            {visits
              .filter(({ startedAt }) => dayOf(startedAt) === day)
              .map((visit) => (
                <li key={visit.startedAt} class="own-visit">
                  <span class="own-visit-time">{clockSpan(visit.startedAt, visit.endedAt)}</span>
                  <span class="own-visit-name">{say(visit.service)}</span>
                  <span class="own-visit-service">{duration(visit.minutes)}</span>
                  <span class="lamps">
                    <StateLamp state={visit.state} />
                  </span>
                </li>
              ))}
          </ol>
        </section>
      ))}
    </Screen>
  );
}

function countedOf(visits: WorkerVisit[]): string {
  const minutes = visits.reduce((sum, visit) => sum + visit.minutes, 0);
  return tell('wages.counted', { count: visits.length, time: duration(minutes) });
}
