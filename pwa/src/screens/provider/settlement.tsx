/** The office's month on its way to being paid: sums that grow by the day, what to do first, and every visit with its why. */
import { useState } from 'preact/hooks';
import type { DaySums, ProviderMonth, StateSums, Waits } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { useLive } from '../../parts/live';
import { MonthChoice } from '../../parts/month-choice';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { StateLamp } from '../../parts/state-lamp';
import { session } from '../../session';
import { euros } from '../../words/amounts';
import { tell } from '../../words/earned';
import { columnDay, count, monthName, today } from '../../words/formats';
import { SettlementLines } from './settlement-lines';
import '../../style/earned.css';

/** Of these the organiser pays, has paid, or will. */
const PAYS: StateSums['state'][] = ['accepted', 'settled', 'paid'];
/** What the office itself does, the most urgent first; the rest it waits for. */
const FIRST: Waits['todo'][] = ['answer-question', 'answer-dispute', 'check-with-worker', 'price-missing', 'wait'];
/** Where it is done. */
const DONE_AT: Partial<Record<Waits['todo'], '/deviations' | '/feedback'>> = {
  'answer-question': '/deviations',
  'answer-dispute': '/feedback',
};

export default function Settlement() {
  const [month, setMonth] = useState(today().slice(0, 7));
  const [shown, show] = useState('all');
  const reading = useReading<ProviderMonth>(`/api/provider-month?month=${month}`);
  const isLive = useLive(null, reading.again);
  const sums = reading.answer;
  return (
    <Screen title={tell('earned.title')} lede={session.value?.provider?.name} back="/" wide>
      <p>{tell('earned.lede')}</p>
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
      </div>
      <AgeOf reading={reading} />
      {sums === null && reading.failure === null && <Busy what={tell('earned.loading')} />}
      {sums?.states.length === 0 && (
        <Empty title={tell('earned.none')} icon="today">
          <p>{tell('earned.noneNext')}</p>
        </Empty>
      )}
      {sums && sums.states.length > 0 && (
        <>
          <Figures figures={figuresOf(sums)} />
          <Today days={sums.days} />
          {isLive && <StateLamp state="live" />}
          <First todos={sums.todos} onShow={show} />
          <States states={sums.states} onShow={show} />
          <SettlementLines month={month} sums={sums} shown={shown} onShow={show} />
          <Days days={sums.days} month={month} />
        </>
      )}
      <div class="buttons">
        <Button href="/settlement/own-liability" icon="voucher">
          {tell('earned.ownLiability')}
        </Button>
        <Button href="/settlement/hours" icon="clock">
          {tell('earned.hours')}
        </Button>
      </div>
    </Screen>
  );
}

function figuresOf({ states }: ProviderMonth): [string, string][] {
  const pays = states.filter(({ state }) => PAYS.includes(state));
  const waits = states.filter(({ state }) => state === 'to_be_checked' || state === 'recorded');
  return [
    [euros(sum(pays, 'organiserCents')), tell('earned.organiser')],
    [euros(sum(pays, 'ownLiabilityCents')), tell('earned.clients')],
    [euros(sum(waits, 'organiserCents')), tell('earned.waiting')],
  ];
}

function sum(states: StateSums[], of: 'organiserCents' | 'ownLiabilityCents'): number {
  return states.reduce((total, one) => total + one[of], 0);
}

function Today({ days }: { days: DaySums[] }) {
  const now = days.find(({ day }) => day === today());
  if (!now) return null;
  return <p>{tell('earned.today', { count: now.visits, euros: euros(now.organiserCents) })}</p>;
}

function First({ todos, onShow }: { todos: Waits[]; onShow: (what: string) => void }) {
  const inOrder = FIRST.flatMap((todo) => todos.filter((one) => one.todo === todo));
  return (
    <section class="part" aria-labelledby="first">
      <h2 id="first">{tell('earned.first')}</h2>
      {inOrder.every(({ todo }) => todo === 'wait') && (
        <Notice kind="done" announced={false} title={tell('earned.nothing')}>
          <p>{tell('earned.nothingNext')}</p>
        </Notice>
      )}
      {inOrder.length > 0 && (
        <ul class="earned-rows">
          {inOrder.map(({ todo, visits, organiserCents }) => (
            <li key={todo}>
              <div>
                <strong>{tell(`earned.todo.${todo}`)}</strong>
                <p class="soft">{tell('earned.counted', { count: visits, euros: euros(organiserCents) })}</p>
              </div>
              <div class="buttons">
                {DONE_AT[todo] && (
                  <Button icon="forward" href={DONE_AT[todo]}>
                    {tell(todo === 'answer-dispute' ? 'earned.do.answer-dispute' : 'earned.do.answer-question')}
                  </Button>
                )}
                <Show what={`todo ${todo}`} about={tell(`earned.todo.${todo}`)} onShow={onShow} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function States({ states, onShow }: { states: StateSums[]; onShow: (what: string) => void }) {
  return (
    <section class="part" aria-labelledby="states">
      <h2 id="states">{tell('earned.states')}</h2>
      <ul class="earned-rows">
        {states.map(({ state, visits, organiserCents }) => (
          <li key={state}>
            <div>
              <strong>{tell(`earned.state.${state}`)}</strong>
              <p>{tell('earned.counted', { count: visits, euros: euros(organiserCents) })}</p>
              <p class="soft">{tell(`earned.means.${state}`)}</p>
            </div>
            <Show what={`state ${state}`} about={tell(`earned.state.${state}`)} onShow={onShow} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shows the visits of one kind, and goes there. */
function Show({ what, about, onShow }: { what: string; about: string; onShow: (what: string) => void }) {
  return (
    <Button
      icon="eye"
      onClick={() => {
        onShow(what);
        document.getElementById('lines')?.focus();
      }}
    >
      {tell('earned.showThese')}
      <span class="for-ears">: {about}</span>
    </Button>
  );
}

interface Grown extends DaySums {
  together: number;
}

function Days({ days, month }: { days: DaySums[]; month: string }) {
  let together = 0;
  const rows = days.map((one): Grown => {
    together += one.organiserCents;
    return { ...one, together };
  });
  return (
    <details>
      <summary>{tell('earned.days')}</summary>
      <Ledger
        caption={tell('earned.daysCaption', { month: monthName(month) })}
        columns={dayColumns()}
        rows={rows}
        keyOf={({ day }) => day}
        sortedBy={{ key: 'day', descending: true }}
        desk="(min-width: 30rem)"
      />
    </details>
  );
}

function dayColumns(): [Column<Grown>, ...Column<Grown>[]] {
  return [
    { key: 'day', title: tell('earned.column.day'), cell: ({ day }) => columnDay(day), order: ({ day }) => day },
    {
      key: 'visits',
      title: tell('earned.column.visits'),
      cell: ({ visits }) => count(visits),
      order: ({ visits }) => visits,
      numeric: true,
    },
    {
      key: 'organiser',
      title: tell('earned.column.organiser'),
      cell: ({ organiserCents }) => euros(organiserCents),
      order: ({ organiserCents }) => organiserCents,
      numeric: true,
    },
    {
      key: 'together',
      title: tell('earned.column.together'),
      cell: ({ together }) => euros(together),
      order: ({ together }) => together,
      numeric: true,
    },
  ];
}
