/** Accounting's list of what was paid: checked first, then taken whole or not at all. */
import { useId, useRef, useState } from 'preact/hooks';
import { ask, Problem } from '../../api/client';
import type { PaymentRowProblem, PaymentsOutcome } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { type Column, Ledger } from '../../parts/ledger';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { problemWords } from '../../words';
import { euros } from '../../words/amounts';
import { count } from '../../words/formats';
import { tell } from '../../words/settling';

interface Chosen {
  id: string;
  name: string;
  content: string;
}

export function BringPayments({ onTaken }: { onTaken: () => void }) {
  const [chosen, choose] = useState<Chosen | null>(null);
  const [outcome, setOutcome] = useState<PaymentsOutcome | null>(null);
  const sending = useSending();
  const picker = useRef<HTMLInputElement>(null);
  const id = useId();
  const bring = ({ id: file, content }: Chosen, dryRun: boolean) =>
    sending.send(async () => {
      const body = { id: file, content };
      setOutcome(await ask<PaymentsOutcome>('POST', `/api/payments?dryRun=${dryRun}`, body));
      if (!dryRun) onTaken();
    });
  const pick = async (file: File | undefined) => {
    if (!file) return;
    // The same file can be chosen again once it is mended.
    if (picker.current) picker.current.value = '';
    const next = { id: crypto.randomUUID(), name: file.name, content: textOf(await file.arrayBuffer()) };
    choose(next);
    setOutcome(null);
    await bring(next, true);
  };
  // What has changed since the file was checked shows when it is checked again.
  const isStale = sending.failure instanceof Problem && sending.failure.slug === 'payments-cannot-be-taken';
  return (
    <section class="part" aria-labelledby="paid-file">
      <h2 id="paid-file">{tell('paidFile.title')}</h2>
      <p id={`${id}-what`}>{tell('paidFile.what')}</p>
      <label class="button button-quiet paid-file">
        {tell('paidFile.choose')}
        <input
          ref={picker}
          class="for-ears"
          type="file"
          accept=".csv,.txt,text/csv"
          aria-describedby={`${id}-what`}
          onChange={({ currentTarget }) => void pick(currentTarget.files?.[0])}
        />
      </label>
      {sending.busy && chosen && <Busy what={tell('paidFile.checking', { name: chosen.name })} />}
      {sending.failure !== null && chosen && (
        <FailureView failure={sending.failure} onRetry={() => void bring(chosen, isStale || outcome === null)} />
      )}
      {outcome && chosen && !sending.busy && <Told outcome={outcome} onTake={() => void bring(chosen, false)} />}
    </section>
  );
}

/** Ledgers here still write in the letters of before Unicode; what is no UTF-8 is read in those. */
function textOf(octets: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('windows-1252').decode(octets);
  }
}

function Told({ outcome, onTake }: { outcome: PaymentsOutcome; onTake: () => void }) {
  if (outcome.problems.length > 0) {
    return (
      <>
        <Notice
          kind="refused"
          title={outcome.badRows > 0 ? tell('paidFile.bad', { count: outcome.badRows }) : tell('paidFile.badFile')}
        />
        <Ledger
          caption={tell('paidFile.badCaption')}
          columns={columns()}
          rows={outcome.problems}
          keyOf={({ line, problem }) => `${line} ${problem}`}
        />
      </>
    );
  }
  if (!outcome.dryRun) return <Notice kind="done" focused title={tell('paidFile.done', { count: outcome.new })} />;
  if (outcome.new === 0) return <Notice kind="info" title={tell('paidFile.nothing')} />;
  return (
    <Notice
      kind="info"
      title={tell('paidFile.ready', { count: outcome.new, sum: euros(outcome.cents) })}
      action={
        <Button kind="primary" onClick={onTake}>
          {tell('paidFile.take')}
        </Button>
      }
    />
  );
}

function columns(): [Column<PaymentRowProblem>, ...Column<PaymentRowProblem>[]] {
  return [
    {
      key: 'line',
      title: tell('paidFile.line'),
      cell: ({ line }) => (line > 0 ? count(line) : tell('paidFile.wholeFile')),
    },
    { key: 'settlement', title: tell('moneyColumn.settlement'), cell: ({ settlement }) => settlement || '–' },
    {
      key: 'problem',
      title: tell('paidFile.problem'),
      cell: ({ problem, title }) => problemWords(problem)?.title ?? title,
    },
    {
      key: 'next',
      title: tell('paidFile.next'),
      cell: ({ problem, detail }) => problemWords(problem)?.next ?? detail,
    },
  ];
}
