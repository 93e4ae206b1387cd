/** What each provider has done in a month, to be sorted and searched: for those who pay and for those who arrange. */
import { useState } from 'preact/hooks';
import type { ProviderSummary } from '../api/schema';
import { tell } from '../words/finance';
import { count, duration, monthName, today } from '../words/formats';
import { tell as heading } from '../words/ledger';
import { AgeOf } from './age';
import { Busy } from './busy';
import { Empty } from './empty';
import { Field } from './field';
import { Figures } from './figures';
import { type Column, Ledger } from './ledger';
import { MonthChoice } from './month-choice';
import { useReading } from './reading';
import { holdsWords } from './search';

export function ProviderMonth() {
  const [month, setMonth] = useState(today().slice(0, 7));
  const [wanted, setWanted] = useState('');
  const reading = useReading<ProviderSummary[]>(`/api/providers?month=${month}`);
  const shown = (reading.answer ?? []).filter((provider) => holdsWords(wanted, [provider.name, provider.businessId]));
  return (
    <>
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
        <Field type="search" label={tell('finance.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('finance.loading')} />}
      {reading.answer && shown.length === 0 && (
        <Empty title={wanted ? heading('search.nothing') : tell('finance.none')} icon="search">
          <p>{wanted ? heading('search.nothingNext') : tell('finance.noneNext')}</p>
        </Empty>
      )}
      {shown.length > 0 && (
        <>
          <Figures
            figures={[
              [count(shown.length), tell('finance.providers')],
              [count(sum(shown, 'visits')), tell('finance.visits')],
              [duration(sum(shown, 'minutes')), tell('finance.hours')],
            ]}
          />
          <Ledger
            caption={tell('finance.caption', { month: monthName(month) })}
            columns={columns()}
            rows={shown}
            keyOf={(provider) => provider.id}
            sortedBy={{ key: 'hours', descending: true }}
          />
        </>
      )}
    </>
  );
}

function sum(providers: ProviderSummary[], of: 'visits' | 'minutes'): number {
  return providers.reduce((total, provider) => total + provider[of], 0);
}

function columns(): [Column<ProviderSummary>, ...Column<ProviderSummary>[]] {
  return [
    {
      key: 'name',
      title: heading('column.provider'),
      cell: (provider) => provider.name,
      order: (provider) => provider.name,
    },
    {
      key: 'businessId',
      title: heading('column.businessId'),
      cell: (provider) => <span class="number">{provider.businessId}</span>,
      order: (provider) => provider.businessId,
    },
    numbers('services', heading('column.services')),
    numbers('clients', heading('column.clients')),
    numbers('visits', heading('column.visits')),
    {
      key: 'hours',
      title: heading('column.hours'),
      cell: (provider) => duration(provider.minutes),
      order: (provider) => provider.minutes,
      numeric: true,
    },
  ];
}

function numbers(key: 'services' | 'clients' | 'visits', title: string): Column<ProviderSummary> {
  return { key, title, cell: (provider) => count(provider[key]), order: (provider) => provider[key], numeric: true };
}
