/** A month's settlements: of whom, what they come to, and which of them have been paid. */
import { useState } from 'preact/hooks';
import type { PaymentSummary, SettlementRuns, SettlementSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { MonthChoice } from '../../parts/month-choice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { session } from '../../session';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { count, monthFrom, monthName, shortDay, today } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell } from '../../words/settling';
import { allSettlements } from './all-settlements';
import { MoneyPlaces } from './money-places';
import { PaidOrNot } from './paid-or-not';
import { RunMonth } from './run-month';

export interface Listed extends SettlementSummary {
  payment: PaymentSummary | null;
}

export function Settlements() {
  const [month, setMonth] = useState(monthFrom(today().slice(0, 7), -1));
  const [wanted, setWanted] = useState('');
  const reading = useReading<SettlementSummary[]>(`/api/settlements?month=${month}`, undefined, allSettlements);
  const payments = useReading<PaymentSummary[]>(`/api/payments?month=${month}`);
  const runs = useReading<SettlementRuns>('/api/settlements/runs');
  const listed = together(reading.answer ?? [], payments.answer ?? []);
  const shown = listed.filter((one) => holdsWords(wanted, [one.provider.name, one.number]));
  const organiser = session.value?.organiser;
  return (
    <Screen title={tell('settled.title')} lede={organiser && say(organiser.name)} wide>
      <MoneyPlaces at="settlements" />
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
        <Field type="search" label={tell('settled.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      <AgeOf reading={payments} />
      <RunMonth
        month={month}
        runs={runs.answer}
        onRun={() => {
          runs.again();
          reading.again();
        }}
      />
      {reading.answer === null && reading.failure === null && <Busy what={tell('settled.loading')} />}
      {reading.answer && shown.length === 0 && <NothingThere month={month} wanted={wanted} runs={runs.answer} />}
      {shown.length > 0 && (
        <>
          <Figures
            figures={[
              [count(shown.length), tell('settled.count')],
              [euros(sumOf(shown)), tell('settled.sum')],
              [euros(dueOf(shown.filter(({ payment }) => payment === null))), tell('settled.unpaid')],
            ]}
          />
          <Ledger
            caption={tell('settled.caption', { month: monthName(month) })}
            columns={columns()}
            rows={shown}
            keyOf={({ id }) => id}
            sortedBy={{ key: 'provider', descending: false }}
          />
        </>
      )}
    </Screen>
  );
}

function together(settlements: SettlementSummary[], payments: PaymentSummary[]): Listed[] {
  const paid = new Map(payments.map((payment) => [payment.settlement, payment]));
  return settlements.map((settlement) => ({ ...settlement, payment: paid.get(settlement.id) ?? null }));
}

function sumOf(settlements: Listed[]): number {
  return settlements.reduce((sum, { organiserCents }) => sum + organiserCents, 0);
}

/** What is to be paid: what providers owe is kept back from a later month, not from this one. */
function dueOf(settlements: Listed[]): number {
  return settlements.reduce((sum, { dueCents }) => sum + Math.max(dueCents, 0), 0);
}

function NothingThere({ month, wanted, runs }: { month: string; wanted: string; runs: SettlementRuns | null }) {
  if (wanted) {
    return (
      <Empty title={heading('search.nothing')} icon="search">
        <p>{heading('search.nothingNext')}</p>
      </Empty>
    );
  }
  return (
    <Empty title={tell('settled.none')} icon="clock">
      {runs?.nextMonth === month && runs.nextOn && (
        <p>{tell('settled.noneBy', { month: monthName(month), day: shortDay(runs.nextOn) })}</p>
      )}
      <p>{tell('settled.noneNext')}</p>
      <Button href="/settlements/coming">{tell('comingOne.title')}</Button>
    </Empty>
  );
}

function columns(): [Column<Listed>, ...Column<Listed>[]] {
  return [
    {
      key: 'provider',
      title: heading('column.provider'),
      cell: ({ id, provider }) => <a href={`/settlements/${id}`}>{provider.name}</a>,
      order: ({ provider }) => provider.name,
    },
    {
      key: 'number',
      title: tell('moneyColumn.settlement'),
      cell: ({ number }) => <span class="number">{number}</span>,
      order: ({ number }) => number,
    },
    {
      key: 'lines',
      title: tell('moneyColumn.lines'),
      cell: ({ lines, credits }) => count(lines - credits),
      order: ({ lines, credits }) => lines - credits,
      numeric: true,
    },
    cents('organiserCents', tell('moneyColumn.organiser')),
    cents('ownLiabilityCents', tell('moneyColumn.own')),
    {
      key: 'paid',
      title: tell('moneyColumn.paid'),
      cell: ({ payment, dueCents }) => <PaidOrNot payment={payment} dueCents={dueCents} />,
      order: ({ payment }) => payment?.paidOn ?? '',
    },
  ];
}

function cents(key: 'organiserCents' | 'ownLiabilityCents', title: string): Column<Listed> {
  return { key, title, cell: (one) => euros(one[key]), order: (one) => one[key], numeric: true };
}
