/** What goes out of a month: invoices, postings, payments; each file made once, and taken again only as a copy. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { MakeOutgoingFile, OutgoingFileSummary, OutgoingMonth, ReadyToSend } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { type Column, Ledger } from '../../parts/ledger';
import { MonthChoice } from '../../parts/month-choice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { saveFile } from '../../parts/save-file';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { euros } from '../../words/amounts';
import { count, moment, monthFrom, monthName, today } from '../../words/formats';
import { tell } from '../../words/settling';
import { BringPayments } from './bring-payments';
import { MoneyPlaces } from './money-places';

/** A large county's invoices take seconds to write. */
const WAIT_MS = 120_000;

export function Outgoing() {
  const [month, setMonth] = useState(monthFrom(today().slice(0, 7), -1));
  const reading = useReading<OutgoingMonth>(`/api/outgoing-files?month=${month}`);
  const found = reading.answer;
  return (
    <Screen title={tell('outgoing.title')} wide>
      <MoneyPlaces at="outgoing" />
      <div class="tools">
        <MonthChoice month={month} onChoose={setMonth} />
      </div>
      <AgeOf reading={reading} />
      {found === null && reading.failure === null && <Busy what={tell('outgoing.loading')} />}
      {found && found.run === null && (
        <Empty title={tell('settled.none')} icon="clock">
          <p>{tell('outgoing.notSettled')}</p>
        </Empty>
      )}
      {found?.run && (
        <>
          <section class="part" aria-labelledby="ready">
            <h2 id="ready">{tell('outgoing.ready')}</h2>
            {found.ready.map((ready) => (
              <Ready key={`${month} ${ready.format}`} run={found.run ?? ''} ready={ready} onMade={reading.again} />
            ))}
          </section>
          <Files month={month} files={found.files} onTaken={reading.again} />
        </>
      )}
      <BringPayments onTaken={reading.again} />
    </Screen>
  );
}

function Ready({ run, ready, onMade }: { run: string; ready: ReadyToSend; onMade: () => void }) {
  // What is sent twice makes one file; the next one is another.
  const [id, setId] = useState(() => crypto.randomUUID());
  const sending = useSending();
  const what = tell(`outgoing.${ready.format}`);
  const make = async () => {
    const said: MakeOutgoingFile = { id, run, format: ready.format, settlement: null };
    const isMade = await sending.send(() => ask<void>('POST', '/api/outgoing-files', said, { waitMs: WAIT_MS }));
    if (!isMade) return;
    setId(crypto.randomUUID());
    onMade();
  };
  const waits = tell('outgoing.waits', { count: ready.settlements, sum: euros(ready.cents) });
  return (
    <Card title={what}>
      <p class="soft">{tell(`outgoing.what.${ready.format}`)}</p>
      <p>{ready.settlements > 0 ? waits : ready.withoutAccount.length === 0 && tell('outgoing.nothing')}</p>
      {ready.withoutAccount.length > 0 && (
        <details>
          <summary>{tell('outgoing.withoutAccount', { count: ready.withoutAccount.length })}</summary>
          <ul>
            {ready.withoutAccount.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
          <a href="/posting">{tell('moneyPlaces.posting')}</a>
        </details>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {sending.busy && <Busy what={tell('outgoing.making')} />}
      {ready.settlements > 0 && (
        <div class="buttons">
          <Button busy={sending.busy} onClick={() => void make()}>
            {tell('outgoing.make')}
            <span class="for-ears">: {what}</span>
          </Button>
        </div>
      )}
    </Card>
  );
}

function Files({ month, files, onTaken }: { month: string; files: OutgoingFileSummary[]; onTaken: () => void }) {
  return (
    <section class="part" aria-labelledby="files">
      <h2 id="files">{tell('outgoing.files')}</h2>
      {files.length === 0 ? (
        <p class="soft">{tell('outgoing.noFiles')}</p>
      ) : (
        <Ledger
          caption={tell('outgoing.filesCaption', { month: monthName(month) })}
          columns={columns(onTaken)}
          rows={files}
          keyOf={({ id }) => id}
          sortedBy={{ key: 'number', descending: true }}
        />
      )}
    </section>
  );
}

function columns(onTaken: () => void): [Column<OutgoingFileSummary>, ...Column<OutgoingFileSummary>[]] {
  return [
    {
      key: 'file',
      title: tell('outgoing.file'),
      cell: ({ format }) => tell(`outgoing.${format}`),
      order: ({ format }) => tell(`outgoing.${format}`),
    },
    {
      key: 'number',
      title: tell('outgoing.number'),
      cell: ({ number }) => count(number),
      order: ({ number }) => number,
      numeric: true,
    },
    {
      key: 'settlements',
      title: tell('outgoing.settlements'),
      cell: ({ settlements }) => count(settlements),
      order: ({ settlements }) => settlements,
      numeric: true,
    },
    {
      key: 'sum',
      title: tell('outgoing.sum'),
      cell: ({ cents }) => euros(cents),
      order: ({ cents }) => cents,
      numeric: true,
    },
    {
      key: 'taken',
      title: tell('outgoing.taken'),
      cell: ({ sendings }) => takenSaid(sendings),
      order: ({ sendings }) => sendings[0]?.takenAt ?? '',
    },
    { key: 'take', title: tell('outgoing.take'), cell: (file) => <Take file={file} onTaken={onTaken} /> },
  ];
}

function takenSaid(sendings: OutgoingFileSummary['sendings']): string {
  const [first, ...copies] = sendings;
  if (!first) return tell('outgoing.never');
  return tell('outgoing.takenTimes', {
    count: sendings.length,
    copies: copies.length,
    moment: moment(first.takenAt),
    name: first.takenBy,
  });
}

function Take({ file, onTaken }: { file: OutgoingFileSummary; onTaken: () => void }) {
  // A taking whose answer was lost is asked for again, and is still the original.
  const [id, setId] = useState(() => crypto.randomUUID());
  const sending = useSending();
  const take = () =>
    sending.send(async () => {
      const path = `/api/outgoing-files/${file.id}/sendings`;
      const content = await ask<Blob>('POST', path, { id }, { waitMs: WAIT_MS, isFile: true });
      saveFile(file.name, content, 'application/octet-stream');
      setId(crypto.randomUUID());
      onTaken();
    });
  return (
    <>
      <Button busy={sending.busy} onClick={() => void take()}>
        {tell(file.sendings.length > 0 ? 'outgoing.copy' : 'outgoing.take')}
        <span class="for-ears">: {file.name}</span>
      </Button>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </>
  );
}
