/** Providers' bank accounts: paid to once somebody in finance has made sure, by another way, whose each of them is. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ProviderAccountSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { type Column, Ledger } from '../../parts/ledger';
import { FailureView } from '../../parts/problem';
import { type Reading, useReading } from '../../parts/reading';
import { useSending } from '../../parts/sending';
import { dayOf, moment, shortDay } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell } from '../../words/settling';
import { inFours } from './in-fours';

export function ProviderAccounts() {
  const reading = useReading<ProviderAccountSummary[]>('/api/provider-accounts');
  return (
    <section class="part" aria-labelledby="accounts">
      <h2 id="accounts">{tell('providerAccounts.title')}</h2>
      <p>{tell('providerAccounts.what')}</p>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('posting.loading')} />}
      {reading.answer?.length === 0 && <p class="soft">{tell('providerAccounts.none')}</p>}
      {reading.answer && reading.answer.length > 0 && (
        <Ledger
          caption={tell('providerAccounts.caption')}
          columns={columns(reading)}
          rows={reading.answer}
          keyOf={({ id }) => id}
          sortedBy={{ key: 'state', descending: false }}
        />
      )}
    </section>
  );
}

function columns(
  reading: Reading<ProviderAccountSummary[]>,
): [Column<ProviderAccountSummary>, ...Column<ProviderAccountSummary>[]] {
  return [
    {
      key: 'provider',
      title: heading('column.provider'),
      cell: ({ providerName }) => providerName,
      order: ({ providerName }) => providerName,
    },
    {
      key: 'iban',
      title: tell('providerAccounts.iban'),
      cell: ({ iban }) => <span class="number">{inFours(iban)}</span>,
    },
    {
      key: 'firstDay',
      title: tell('providerAccounts.firstDay'),
      cell: ({ firstDay }) => shortDay(firstDay),
      order: ({ firstDay }) => firstDay,
    },
    {
      key: 'enteredBy',
      title: tell('providerAccounts.enteredBy'),
      cell: ({ enteredBy, enteredAt }) => (
        <>
          {enteredBy} <small class="soft">{moment(enteredAt)}</small>
        </>
      ),
      order: ({ enteredAt }) => enteredAt,
    },
    {
      key: 'state',
      title: tell('providerAccounts.state'),
      cell: (account) =>
        account.confirmedAt ? (
          tell('providerAccounts.confirmed', { day: shortDay(dayOf(account.confirmedAt)) })
        ) : (
          <Confirm account={account} before={usedBefore(account, reading.answer ?? [])} onDone={reading.again} />
        ),
      order: ({ confirmedAt }) => confirmedAt ?? '',
    },
  ];
}

/** The account that the provider is paid to now: the newest that was confirmed. */
function usedBefore(account: ProviderAccountSummary, all: ProviderAccountSummary[]): string | null {
  return all.find((one) => one.provider === account.provider && one.confirmedAt !== null)?.iban ?? null;
}

interface ConfirmProps {
  account: ProviderAccountSummary;
  before: string | null;
  onDone: () => void;
}

function Confirm({ account, before, onDone }: ConfirmProps) {
  const [isOpen, setOpen] = useState(false);
  const [id] = useState(() => crypto.randomUUID());
  const sending = useSending();
  const { providerName, iban, firstDay } = account;
  const confirm = async () => {
    const path = `/api/provider-accounts/${account.id}/confirmation`;
    if (await sending.send(() => ask<void>('POST', path, { id }))) onDone();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {tell('providerAccounts.confirm')}
        <span class="for-ears"> {providerName}</span>
      </Button>
      {isOpen && (
        <Dialog
          title={tell('providerAccounts.confirmTitle', { provider: providerName })}
          onClose={() => {
            setOpen(false);
            sending.forget();
          }}
        >
          <p>{tell('providerAccounts.confirmWhat', { iban: inFours(iban), day: shortDay(firstDay) })}</p>
          {before && <p>{tell('providerAccounts.before', { iban: inFours(before) })}</p>}
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" wide busy={sending.busy} onClick={() => void confirm()}>
            {tell('providerAccounts.yes')}
          </Button>
        </Dialog>
      )}
    </>
  );
}
