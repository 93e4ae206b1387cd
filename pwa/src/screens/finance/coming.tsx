/** The coming settlement: when it comes, and whose of it to look at. */
import { useState } from 'preact/hooks';
import type { ProviderSummary, SettlementRuns } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Field } from '../../parts/field';
import { type Column, Ledger } from '../../parts/ledger';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { count, duration, monthName, shortDay } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell } from '../../words/settling';
import { MoneyPlaces } from './money-places';

export function Coming() {
  const [wanted, setWanted] = useState('');
  const runs = useReading<SettlementRuns>('/api/settlements/runs');
  const month = runs.answer?.nextMonth;
  const reading = useReading<ProviderSummary[]>(month ? `/api/providers?month=${month}` : null);
  const shown = (reading.answer ?? []).filter(({ name, businessId }) => holdsWords(wanted, [name, businessId]));
  const nextOn = runs.answer?.nextOn;
  return (
    <Screen title={tell('comingOne.title')} lede={tell('comingOne.what')} wide>
      <MoneyPlaces at="coming" />
      <AgeOf reading={runs} />
      <AgeOf reading={reading} />
      {month && nextOn && <p>{tell('comingOne.which', { month: monthName(month), day: shortDay(nextOn) })}</p>}
      <div class="tools">
        <Field type="search" label={tell('comingOne.search')} value={wanted} onInput={setWanted} />
      </div>
      {reading.answer === null && reading.failure === null && <Busy what={tell('settled.loading')} />}
      {reading.answer && shown.length === 0 && <p>{heading('search.nothing')}</p>}
      {shown.length > 0 && (
        <Ledger
          caption={tell('comingOne.caption')}
          columns={columns()}
          rows={shown}
          keyOf={({ id }) => id}
          sortedBy={{ key: 'provider', descending: false }}
        />
      )}
    </Screen>
  );
}

function columns(): [Column<ProviderSummary>, ...Column<ProviderSummary>[]] {
  return [
    {
      key: 'provider',
      title: heading('column.provider'),
      cell: ({ id, name }) => <a href={`/settlements/coming/${id}`}>{name}</a>,
      order: ({ name }) => name,
    },
    {
      key: 'businessId',
      title: heading('column.businessId'),
      cell: ({ businessId }) => <span class="number">{businessId}</span>,
      order: ({ businessId }) => businessId,
    },
    {
      key: 'visits',
      title: tell('moneyColumn.lines'),
      cell: ({ visits }) => count(visits),
      order: ({ visits }) => visits,
      numeric: true,
    },
    {
      key: 'hours',
      title: heading('column.hours'),
      cell: ({ minutes }) => duration(minutes),
      order: ({ minutes }) => minutes,
      numeric: true,
    },
  ];
}
