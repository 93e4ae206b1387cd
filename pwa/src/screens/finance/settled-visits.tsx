/** The visits of a settlement, a stretch at a time; one that was paid wrongly is credited from its row. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { SettledLine, SettledLines } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { type Column, Ledger } from '../../parts/ledger';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { holdsWords } from '../../parts/search';
import { useSending } from '../../parts/sending';
import { grouped } from '../../rules/number';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { columnDay, duration } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell } from '../../words/settling';
import { CreditLine } from './credit-line';

export function SettledVisits({ settlement }: { settlement: string }) {
  const [lines, setLines] = useState<SettledLine[]>([]);
  /** The place after which the next stretch begins; null when all have come. */
  const [next, setNext] = useState<number | null>(0);
  const [wanted, setWanted] = useState('');
  const [isCredited, setCredited] = useState(false);
  const sending = useSending();
  const fetchMore = () =>
    sending.send(async () => {
      const found = await ask<SettledLines>('GET', `/api/settlements/${settlement}/lines?after=${next ?? 0}`);
      setLines((before) => [...before, ...found.lines]);
      setNext(found.next);
    });
  useEffect(() => void fetchMore(), [settlement]);
  const credited = (line: SettledLine, cents: number) => {
    setLines((before) =>
      before.map((one) => (one.place === line.place ? { ...one, creditedCents: one.creditedCents + cents } : one)),
    );
    setCredited(true);
  };
  const shown = lines.filter((line) => holdsWords(wanted, wordsOf(line)));
  return (
    <section class="part" aria-labelledby="settled-visits">
      <h2 id="settled-visits">{tell('settlement.lines')}</h2>
      {isCredited && (
        <Notice kind="done" title={tell('crediting.done')}>
          <p>{tell('crediting.doneNext')}</p>
        </Notice>
      )}
      <div class="tools">
        <Field type="search" label={tell('settlement.find')} value={wanted} onInput={setWanted} />
      </div>
      {shown.length > 0 && (
        <Ledger
          caption={tell('settlement.linesCaption')}
          columns={columns(credited)}
          rows={shown}
          keyOf={({ place }) => String(place)}
        />
      )}
      {wanted && shown.length === 0 && <p>{heading('search.nothing')}</p>}
      {sending.busy && <Busy what={tell('settlement.loading')} />}
      {sending.failure !== null && <FailureView failure={sending.failure} onRetry={() => void fetchMore()} />}
      {next !== null && lines.length > 0 && !sending.busy && (
        <div class="buttons">
          <Button onClick={() => void fetchMore()}>{tell('settlement.more')}</Button>
        </div>
      )}
    </section>
  );
}

function wordsOf(line: SettledLine): string[] {
  return [line.clientName, line.voucherNumber, grouped(line.voucherNumber), say(line.service)];
}

function columns(
  onCredited: (line: SettledLine, cents: number) => void,
): [Column<SettledLine>, ...Column<SettledLine>[]] {
  return [
    {
      key: 'client',
      title: heading('column.client'),
      cell: ({ clientName }) => clientName,
      order: ({ clientName }) => clientName,
    },
    {
      key: 'day',
      title: tell('moneyColumn.day'),
      cell: ({ day }) => columnDay(day),
      order: ({ day, place }) => `${day} ${String(place).padStart(9, '0')}`,
    },
    {
      key: 'service',
      title: heading('column.service'),
      cell: ({ service, isDecided }) => (
        <>
          {say(service)}
          {isDecided && <small class="soft"> {tell('settlement.decided')}</small>}
        </>
      ),
      order: ({ service }) => say(service),
    },
    {
      key: 'voucher',
      title: heading('column.voucher'),
      cell: ({ voucherNumber }) => <span class="number">{grouped(voucherNumber)}</span>,
    },
    {
      key: 'length',
      title: heading('column.length'),
      cell: ({ minutes }) => duration(minutes),
      order: ({ minutes }) => minutes,
      numeric: true,
    },
    {
      key: 'organiser',
      title: tell('moneyColumn.organiser'),
      cell: ({ organiserCents }) => euros(organiserCents),
      order: ({ organiserCents }) => organiserCents,
      numeric: true,
    },
    {
      key: 'credit',
      title: tell('moneyColumn.credit'),
      cell: (line) => <CreditOf line={line} onCredited={(cents) => onCredited(line, cents)} />,
      order: ({ creditedCents }) => creditedCents,
    },
  ];
}

function CreditOf({ line, onCredited }: { line: SettledLine; onCredited: (cents: number) => void }) {
  if (line.creditId) return <>{tell('settlement.isCredit')}</>;
  return (
    <>
      {line.creditedCents > 0 && <>{tell('settlement.credited', { sum: euros(line.creditedCents) })} </>}
      {line.priceCents > line.creditedCents && <CreditLine line={line} onCredited={onCredited} />}
    </>
  );
}
