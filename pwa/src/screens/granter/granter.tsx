/** The case manager finds a voucher by its number or the client's name, and opens it. */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { VoucherSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { type Column, Ledger } from '../../parts/ledger';
import { amountOf } from '../../parts/meter';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { session } from '../../session';
import { say, t } from '../../words';
import { shortDay } from '../../words/formats';
import { VoucherPage } from './voucher-page';

/** What was looked for stays when one comes back from a voucher. */
const wanted = signal('');
/** The server gives at most this many. */
const MOST = 200;
/** A pause in typing this long begins the search. */
const PAUSE_MS = 250;

export default function GranterScreens({ path }: { path: string }) {
  const number = /^\/vouchers\/([0-9A-Z]+)$/.exec(path)?.[1];
  if (number) return <VoucherPage key={number} number={number} />;
  return <VoucherSearch />;
}

function VoucherSearch() {
  const asked = useAfterPause(wanted.value.trim());
  const reading = useReading<VoucherSummary[]>(`/api/vouchers?search=${encodeURIComponent(asked)}`);
  const organiser = session.value?.organiser;
  const vouchers = reading.answer;
  return (
    <Screen title={t('granter.title')} lede={organiser && say(organiser.name)} wide>
      <div class="tools">
        <Field
          type="search"
          label={t('granter.search')}
          hint={t('granter.searchHint')}
          value={wanted.value}
          onInput={(words) => {
            wanted.value = words;
          }}
          autoComplete="off"
          spellcheck={false}
        />
        <p>
          <a class="row-link" href="/calculator">
            {t('granter.calculator')}
          </a>
        </p>
      </div>
      <AgeOf reading={reading} />
      {vouchers === null && reading.failure === null && <Busy what={t('granter.loading')} />}
      {vouchers?.length === 0 && (
        <Empty title={t(asked ? 'search.nothing' : 'granter.none')} icon="search">
          <p>{t(asked ? 'search.nothingNext' : 'granter.noneNext')}</p>
        </Empty>
      )}
      {vouchers && vouchers.length > 0 && (
        <>
          <p class="soft" role="status">
            {t(vouchers.length < MOST ? 'granter.found' : 'granter.first', { count: vouchers.length })}
          </p>
          <Ledger
            caption={t('granter.caption')}
            columns={columns()}
            rows={vouchers}
            keyOf={(voucher) => voucher.id}
            sortedBy={{ key: 'client', descending: false }}
          />
        </>
      )}
    </Screen>
  );
}

function useAfterPause(words: string): string {
  const [settled, settle] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => settle(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}

function columns(): [Column<VoucherSummary>, ...Column<VoucherSummary>[]] {
  return [
    {
      key: 'client',
      title: t('column.client'),
      cell: (voucher) => (
        <a class="row-link" href={`/vouchers/${voucher.number}`}>
          {voucher.clientName}
        </a>
      ),
      order: (voucher) => voucher.clientName,
    },
    {
      key: 'service',
      title: t('column.service'),
      cell: (voucher) => say(voucher.service),
      order: (voucher) => say(voucher.service),
    },
    {
      key: 'number',
      title: t('column.voucher'),
      cell: (voucher) => <span class="number">{grouped(voucher.number)}</span>,
    },
    {
      key: 'provider',
      title: t('column.provider'),
      cell: (voucher) => voucher.provider?.name ?? t('voucher.anyProvider'),
      order: (voucher) => voucher.provider?.name ?? '',
    },
    {
      key: 'valid',
      title: t('column.lastDay'),
      cell: (voucher) => shortDay(voucher.lastDay),
      order: (voucher) => voucher.lastDay,
    },
    {
      key: 'left',
      title: t('column.left'),
      cell: ({ balance }) => (balance ? amountOf(balance.left, balance.unit) : '–'),
      order: ({ balance }) => balance?.left ?? Number.MAX_SAFE_INTEGER,
      numeric: true,
    },
    {
      key: 'state',
      title: t('column.state'),
      cell: (voucher) => <StateLamp state={voucher.state} />,
      order: (voucher) => voucher.state,
    },
  ];
}
