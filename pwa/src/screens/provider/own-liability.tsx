/** What each client owes the office for a month, with the reference she pays by: to be downloaded, printed and billed. */
import { useState } from 'preact/hooks';
import type { ClientOwes, OwnLiability } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { MonthChoice } from '../../parts/month-choice';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { language, say, t } from '../../words';
import { euros } from '../../words/amounts';
import { tell } from '../../words/earned';
import { count, dayOf, monthFrom, monthName, shortDay, today } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { TakeTable } from './take-table';
import '../../style/earned.css';

export default function OwnLiabilities() {
  // A month is billed when it is over.
  const [month, setMonth] = useState(monthFrom(today().slice(0, 7), -1));
  const [wanted, setWanted] = useState('');
  const reading = useReading<OwnLiability>(`/api/own-liability?month=${month}`);
  const clients = reading.answer?.clients ?? [];
  const changed = clients.filter(({ taken }) => taken?.isChanged);
  const shown = clients.filter(({ clientName, reference }) => holdsWords(wanted, [clientName, reference]));
  return (
    <Screen title={tell('owed.title')} lede={tell('owed.lede')} back="/settlement" wide>
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
        <Field type="search" label={tell('owed.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('owed.loading')} />}
      {reading.answer && clients.length === 0 && (
        <Empty title={tell('owed.none')} icon="voucher">
          <p>{tell('owed.noneNext')}</p>
        </Empty>
      )}
      {reading.answer && clients.length > 0 && (
        <>
          {changed.length > 0 && (
            <Notice kind="warn" announced={false} title={tell('owed.changes', { count: changed.length })}>
              <p>{tell('owed.changesNext')}</p>
            </Notice>
          )}
          <Figures
            figures={[
              [euros(reading.answer.ownLiabilityCents), tell('owed.sum')],
              [count(clients.length), tell('owed.clients')],
              [euros(reading.answer.waitingCents), tell('owed.waiting')],
            ]}
          />
          {month === today().slice(0, 7) && <p>{tell('owed.notOver')}</p>}
          <TakeTable
            key={month}
            path={`/api/own-liability/table?month=${month}`}
            name={`${tell('owed.title')} ${month}`}
            words={{ take: tell('owed.take'), taken: tell('owed.taken'), next: tell('owed.takenNext') }}
            onTaken={reading.again}
          />
          {shown.length === 0 ? (
            <Empty title={heading('search.nothing')} icon="search">
              <p>{heading('search.nothingNext')}</p>
            </Empty>
          ) : (
            <Ledger
              caption={tell('owed.caption', { month: monthName(month) })}
              columns={columns(month)}
              rows={shown}
              keyOf={({ clientId }) => clientId}
              sortedBy={{ key: 'client', descending: false }}
            />
          )}
        </>
      )}
    </Screen>
  );
}

/** In groups of five from the right, as it is printed. */
function inFives(reference: string): string {
  return reference.replace(/(?!^)(?=(?:\d{5})+$)/g, '\u00a0');
}

function Owes({ owed }: { owed: ClientOwes }) {
  const { ownLiabilityCents, waitingCents, taken } = owed;
  return (
    <div class="earned-state">
      <strong>{euros(ownLiabilityCents)}</strong>
      {waitingCents > 0 && <p class="soft">{tell('owed.waits', { euros: euros(waitingCents) })}</p>}
      {taken && !taken.isChanged && <p class="soft">{tell('owed.takenOn', { day: shortDay(dayOf(taken.at)) })}</p>}
      {taken?.isChanged && (
        <p>{tell('owed.changed', { day: shortDay(dayOf(taken.at)), euros: euros(taken.ownLiabilityCents) })}</p>
      )}
    </div>
  );
}

function columns(month: string): [Column<ClientOwes>, ...Column<ClientOwes>[]] {
  return [
    {
      key: 'client',
      title: tell('owed.column.client'),
      cell: ({ clientName }) => clientName,
      order: ({ clientName }) => clientName,
    },
    {
      key: 'reference',
      title: tell('owed.column.reference'),
      cell: ({ reference }) => <span class="number">{inFives(reference)}</span>,
      order: ({ reference }) => reference,
    },
    {
      key: 'services',
      title: tell('owed.column.services'),
      cell: ({ services }) =>
        services.map(({ service, visits, ownLiabilityCents }) => (
          <p key={service.fi}>
            {tell('owed.service', { service: say(service), count: visits, euros: euros(ownLiabilityCents) })}
          </p>
        )),
    },
    {
      key: 'owes',
      title: tell('owed.column.owes'),
      cell: (owed) => <Owes owed={owed} />,
      order: ({ ownLiabilityCents }) => ownLiabilityCents,
      numeric: true,
    },
    {
      key: 'paper',
      title: tell('owed.column.paper'),
      cell: ({ clientId, clientName, visits }) =>
        visits > 0 && (
          <Button
            icon="print"
            href={`/api/own-liability/${clientId}/paper?month=${month}&language=${language.value}`}
            newTab
          >
            {tell('owed.print')}
            <span class="for-ears">
              : {clientName} {t('paper.newTab')}
            </span>
          </Button>
        ),
    },
  ];
}
