/** That a visit stays as it was settled, whatever was recorded afterwards: with a coded reason that the provider reads. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { LateRecord, LetStand as Said } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { euros } from '../../words/amounts';
import { columnDay } from '../../words/formats';
import { tell } from '../../words/late';

type Reason = Said['reason'];

/** As the server takes them (backend/late_records/rules.py). */
const REASONS: Reason[] = ['settled-is-right', 'agreed-with-provider', 'too-little-to-credit', 'other'];
const LONGEST_WORDS = 1000;

interface LetStandProps {
  line: LateRecord;
  onStands: () => void;
}

export function LetStand({ line, onStands }: LetStandProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {tell('late.stand')}
        <span class="for-ears">
          {' '}
          {line.clientName} {columnDay(line.settledDay)}
        </span>
      </Button>
      {isOpen && (
        <Dialog title={tell('late.standTitle')} onClose={() => setOpen(false)}>
          <Form
            line={line}
            onStands={() => {
              setOpen(false);
              onStands();
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ line, onStands }: LetStandProps) {
  // What is sent twice decides once.
  const [id] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState<Reason | ''>('');
  const [words, setWords] = useState('');
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const lacksWords = reason === 'other' && words.trim() === '';
  const send = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!reason || lacksWords) return goToFirstWrong(form.current);
    const said: Said = { id, visit: line.visitId, record: line.record, reason, words };
    if (await sending.send(() => ask<void>('POST', '/api/late-records/decisions', said))) onStands();
  };
  const left = line.settled.priceCents - line.credited.priceCents;
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <p>{tell('late.standWhat', { client: line.clientName, day: columnDay(line.settledDay), sum: euros(left) })}</p>
      <OneOf
        legend={tell('late.because')}
        value={reason}
        error={isTold && !reason ? tell('late.chooseReason') : null}
        options={REASONS.map((one) => [one, tell(`late.because.${one}`)])}
        onChoose={setReason}
      />
      <Field
        label={tell('late.words')}
        hint={tell('late.wordsHint')}
        error={isTold && lacksWords ? tell('late.wordsNeeded') : null}
        value={words}
        lines={3}
        maxLength={LONGEST_WORDS}
        onInput={setWords}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('late.stand')}
      </Button>
    </form>
  );
}
