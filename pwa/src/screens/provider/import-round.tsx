/** A round that another program wrote, as a table or a calendar: tried first, then brought in whole or not at all. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ImportRound as Asked, PlanAnswer, RoundOutcome } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { count } from '../../words/formats';
import { tell } from '../../words/rounds';
import { WouldBe } from './plan-warnings';

/** More are told by how many they are. */
const SHOWN_PROBLEMS = 50;

export function ImportRound({ onDone }: { onDone: (answer: PlanAnswer) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{tell('bring.do')}</Button>
      {isOpen && (
        <Dialog title={tell('bring.do')} onClose={() => setOpen(false)}>
          <Form
            onDone={(answer) => {
              setOpen(false);
              onDone(answer);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ onDone }: { onDone: (answer: PlanAnswer) => void }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [outcome, setOutcome] = useState<RoundOutcome | null>(null);
  const sending = useSending();
  const attempt = async (picked: HTMLInputElement): Promise<void> => {
    const file = picked.files?.[0];
    if (!file) return;
    setOutcome(null);
    const format: Asked['format'] = /\.ics$/i.test(file.name) ? 'ics' : 'csv';
    const body = { id: crypto.randomUUID(), format, content: await file.text() };
    // The same file may be picked again.
    picked.value = '';
    setAsked(body);
    await sending.send(async () => setOutcome(await ask('POST', '/api/planned-visits/imports?dryRun=true', body)));
  };
  const bring = async (): Promise<void> => {
    await sending.send(async () => {
      const done = await ask<RoundOutcome>('POST', '/api/planned-visits/imports?dryRun=false', asked);
      if (done.answer) onDone(done.answer);
    });
  };
  return (
    <div class="part">
      <p>{tell('bring.what')}</p>
      <label class="button button-quiet file-pick">
        <Icon name="today" />
        <span>{tell('bring.choose')}</span>
        <input
          class="for-ears"
          type="file"
          accept=".csv,.ics,text/csv,text/calendar"
          onChange={({ currentTarget }) => void attempt(currentTarget)}
        />
      </label>
      {outcome && outcome.badRows > 0 && <BadRows outcome={outcome} />}
      {outcome?.answer && <WouldBe answer={outcome.answer} />}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {outcome?.answer && (
        <Button kind="primary" wide busy={sending.busy} onClick={() => void bring()}>
          {tell('bring.store')}
        </Button>
      )}
    </div>
  );
}

function BadRows({ outcome: { rows, badRows, problems, moreProblems } }: { outcome: RoundOutcome }) {
  const more = moreProblems + Math.max(0, problems.length - SHOWN_PROBLEMS);
  return (
    <Notice kind="refused" title={tell('bring.bad', { count: badRows, rows: count(rows) })}>
      <ul>
        {problems.slice(0, SHOWN_PROBLEMS).map(({ row, column, title, detail }) => (
          <li key={`${row} ${column}`}>
            <strong>{tell(column ? 'bring.cell' : 'bring.row', { row, column: column ?? '' })}</strong> {title}.{' '}
            {detail}
          </li>
        ))}
      </ul>
      {more > 0 && <p>{tell('bring.more', { count: more })}</p>}
    </Notice>
  );
}
