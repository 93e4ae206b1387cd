/** What each provider has done in a month, to be sorted and searched: for those who pay and for those who arrange. */
import { useState } from 'preact/hooks';
import type { ProviderSummary } from '../api/schema';
import { t } from '../words';
import { count, duration, monthName, today } from '../words/formats';
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
        <Field type="search" label={t('finance.search')} value={wanted} onInput={setWanted} />
      </div>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={t('finance.loading')} />}
      {reading.answer && shown.length === 0 && (
        <Empty title={t(wanted ? 'search.nothing' : 'finance.none')} icon="search">
          <p>{t(wanted ? 'search.nothingNext' : 'finance.noneNext')}</p>
        </Empty>
      )}
      {shown.length > 0 && (
        <>
          <Figures
            figures={[
              [count(shown.length), t('finance.providers')],
              [count(sum(shown, 'visits')), t('finance.visits')],
              [duration(sum(shown, 'minutes')), t('finance.hours')],
            ]}
          />
          <Ledger
            caption={t('finance.caption', { month: monthName(month) })}
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
      title: t('column.provider'),
      cell: (provider) => provider.name,
      order: (provider) => provider.name,
    },
    {
      key: 'businessId',
      title: t('column.businessId'),
      cell: (provider) => <span class="number">{provider.businessId}</span>,
      order: (provider) => provider.businessId,
    },
    numbers('services', t('column.services')),
    numbers('clients', t('column.clients')),
    numbers('visits', t('column.visits')),
    {
      key: 'hours',
      title: t('column.hours'),
      cell: (provider) => duration(provider.minutes),
      order: (provider) => provider.minutes,
      numeric: true,
    },
  ];
}

function numbers(key: 'services' | 'clients' | 'visits', title: string): Column<ProviderSummary> {
  return { key, title, cell: (provider) => count(provider[key]), order: (provider) => provider[key], numeric: true };
}
