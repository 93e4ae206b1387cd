/** The office's rounds: a day by worker or by client, what has not been heard of, and the way to plan and to change. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EmploymentSummary, PlanAnswer, PlannedSummary, VoucherSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { StateLamp } from '../../parts/state-lamp';
import { dayAfter } from '../../rules/days';
import { planStanding } from '../../rules/round';
import { say } from '../../words';
import { clockSpan, dayOf, longDay, nearDay, today } from '../../words/formats';
import { tell } from '../../words/rounds';
import { ChangePlanned } from './change-planned';
import { CopyWeek } from './copy-week';
import { PlanForm } from './plan-form';
import '../../style/rounds.css';

/** How often the board looks at its own clock: what was planned becomes late while nothing else happens. */
const LOOK_MS = 20_000;
const SHOWN_UNHEARD = 8;

export default function Rounds() {
  const [day, setDay] = useState(today());
  const [by, setBy] = useState<'worker' | 'client'>('worker');
  const [changed, setChanged] = useState<PlannedSummary | null>(null);
  const [done, setDone] = useState<PlanAnswer | null>(null);
  const reading = useReading<PlannedSummary[]>(`/api/planned-visits?firstDay=${day}`);
  const unheard = useReading<PlannedSummary[]>('/api/planned-visits/unheard');
  const vouchers = useReading<VoucherSummary[]>('/api/vouchers');
  const workers = useReading<EmploymentSummary[]>('/api/provider/employments');
  const again = (): void => {
    reading.again();
    unheard.again();
  };
  const isLive = useLive(null, again);
  const nowMs = useClock();
  const given = { vouchers: vouchers.answer ?? [], workers: workers.answer ?? [] };
  const did = (answer: PlanAnswer | null): void => {
    setChanged(null);
    setDone(answer);
    again();
  };
  return (
    <Screen title={tell('rounds.title')} lede={tell('rounds.lede')} back="/" wide>
      <Unheard visits={unheard.answer ?? []} onChoose={setChanged} />
      {done && <Done answer={done} onUndone={() => did(null)} />}
      <div class="buttons">
        <PlanForm day={day} {...given} onDone={did} />
        <CopyWeek day={day} onDone={did} />
        {isLive && <StateLamp state="live" />}
      </div>
      <div class="rounds-day">
        <Button icon="back" onClick={() => setDay(dayAfter(day, -1))}>
          {tell('rounds.before')}
        </Button>
        <Field type="date" label={tell('rounds.day')} value={day} onInput={(value) => value && setDay(value)} />
        <Button icon="forward" onClick={() => setDay(dayAfter(day, 1))}>
          {tell('rounds.after')}
        </Button>
        <Choice
          label={tell('rounds.order')}
          value={by}
          options={[
            ['worker', tell('rounds.byWorker')],
            ['client', tell('rounds.byClient')],
          ]}
          onChoose={(value) => setBy(value as 'worker' | 'client')}
        />
      </div>
      <h2>{longDay(day)}</h2>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('rounds.loading')} />}
      {reading.answer?.length === 0 && (
        <Empty title={tell('rounds.none')} icon="today">
          <p>{tell('rounds.noneNext')}</p>
        </Empty>
      )}
      <div class="rounds-board">
        {columnsOf(reading.answer ?? [], by).map(([name, visits]) => (
          <section key={name} class="rounds-column" aria-label={name}>
            <div class="part-head">
              <h3>{name}</h3>
              <p class="soft">{tell('rounds.count', { count: visits.length })}</p>
            </div>
            <ol>
              {visits.map((visit) => (
                <li key={visit.id}>
                  <Planned visit={visit} by={by} nowMs={nowMs} onChoose={setChanged} />
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
      {changed && (
        <ChangePlanned
          key={changed.id}
          visit={changed}
          workers={given.workers}
          onClose={() => setChanged(null)}
          onDone={did}
        />
      )}
    </Screen>
  );
}

function useClock(): number {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

/** By name, those whom nobody goes to first. */
function columnsOf(visits: PlannedSummary[], by: 'worker' | 'client'): [string, PlannedSummary[]][] {
  const columns = new Map<string, PlannedSummary[]>();
  const nobody = tell('rounds.nobody');
  for (const visit of visits) {
    const name = by === 'client' ? visit.clientName : (visit.workerName ?? nobody);
    columns.set(name, [...(columns.get(name) ?? []), visit]);
  }
  return [...columns].sort(([one], [other]) => {
    if (one === nobody || other === nobody) return one === nobody ? -1 : 1;
    return one.localeCompare(other);
  });
}

interface PlannedProps {
  visit: PlannedSummary;
  by: 'worker' | 'client' | 'both';
  nowMs: number;
  onChoose: (visit: PlannedSummary) => void;
}

/** Where a planned visit stands by this page's own clock. */
export function standingOf(visit: PlannedSummary, nowMs: number) {
  return planStanding({ ...visit, isDone: visit.visit !== null }, nowMs);
}

function Planned({ visit, by, nowMs, onChoose }: PlannedProps) {
  const standing = standingOf(visit, nowMs);
  const worker = visit.workerName ?? tell('rounds.nobody');
  const isWaitedFor = visit.onPhone === false && visit.workerId && standing === 'planned';
  return (
    <button class={`planned planned-${standing}`} type="button" onClick={() => onChoose(visit)}>
      <span class="planned-when">
        {by === 'both' && `${nearDay(dayOf(visit.startsAt))} `}
        {clockSpan(visit.startsAt, visit.endsAt)} · {tell(`standing.${standing}`)}
      </span>
      <span class="planned-who">{by === 'client' ? worker : visit.clientName}</span>
      <small>{[say(visit.service), by === 'both' && worker].filter(Boolean).join(' · ')}</small>
      {visit.visit && (
        <small>
          {tell('rounds.wasThere', { span: clockSpan(visit.visit.startedAt, visit.visit.endedAt) })}
          {visit.visit.workerName !== visit.workerName && ` · ${visit.visit.workerName}`}
        </small>
      )}
      {isWaitedFor && <small>{tell('rounds.notOnPhone')}</small>}
    </button>
  );
}

function Unheard({ visits, onChoose }: { visits: PlannedSummary[]; onChoose: (visit: PlannedSummary) => void }) {
  if (visits.length === 0) return null;
  const more = visits.length - SHOWN_UNHEARD;
  return (
    <section class="part" aria-labelledby="unheard">
      <h2 id="unheard">{tell('rounds.unheard')}</h2>
      <p>{tell('rounds.unheardMeans')}</p>
      <ol class="rounds-board">
        {visits.slice(0, SHOWN_UNHEARD).map((visit) => (
          <li key={visit.id}>
            <Planned visit={visit} by="both" nowMs={Date.now()} onChoose={onChoose} />
          </li>
        ))}
      </ol>
      {more > 0 && <p class="soft">{tell('rounds.unheardMore', { count: more })}</p>}
    </section>
  );
}

/** What an act has done, and the way back. */
function Done({ answer, onUndone }: { answer: PlanAnswer; onUndone: () => void }) {
  const sending = useSending();
  const undo = async (): Promise<void> => {
    const path = `/api/planned-visits/acts/${answer.act}/undoing`;
    if (await sending.send(() => ask<void>('POST', path, {}))) onUndone();
  };
  return (
    <>
      <Notice
        kind="done"
        title={tell('act.done', { count: answer.visits })}
        action={
          <Button icon="undo" busy={sending.busy} onClick={() => void undo()}>
            {tell('act.undo')}
          </Button>
        }
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </>
  );
}
