/** What was paid for a visit is taken back, whole or in part, with a coded reason that the provider reads. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { CreditVisit, ProposedCredit, SettledLine } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { decimalIn, decimalOf } from '../../parts/typed-decimal';
import { euros } from '../../words/amounts';
import { columnDay } from '../../words/formats';
import { tell } from '../../words/settling';

const REASONS = ['not-made', 'wrong-times', 'wrong-client', 'made-twice', 'wrong-price', 'other'] as const;
type Reason = (typeof REASONS)[number];
const LONGEST_WORDS = 1000;

interface CreditLineProps {
  line: Pick<SettledLine, 'visitId' | 'clientName' | 'day' | 'priceCents' | 'creditedCents'>;
  /** What a record that came after the settlement asks for, so that it need only be confirmed. */
  proposed?: (ProposedCredit & { record: string }) | undefined;
  onCredited: (cents: number) => void;
}

export function CreditLine({ line, proposed, onCredited }: CreditLineProps) {
  const [isOpen, setOpen] = useState(false);
  const sum = proposed && euros(proposed.organiserCents + proposed.ownLiabilityCents);
  return (
    <>
      <Button kind={proposed ? 'primary' : 'quiet'} onClick={() => setOpen(true)}>
        {sum ? tell('crediting.doSum', { sum }) : tell('crediting.do')}
        <span class="for-ears">
          {' '}
          {line.clientName} {columnDay(line.day)}
        </span>
      </Button>
      {isOpen && (
        <Dialog title={tell('crediting.title')} onClose={() => setOpen(false)}>
          <Form
            line={line}
            proposed={proposed}
            onCredited={(cents) => {
              setOpen(false);
              onCredited(cents);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ line, proposed, onCredited }: CreditLineProps) {
  // What is sent twice credits once.
  const [id] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState<Reason | ''>(proposed?.reason ?? '');
  const [words, setWords] = useState('');
  const left = line.priceCents - line.creditedCents;
  const isPartProposed = proposed && proposed.organiserCents + proposed.ownLiabilityCents < left;
  const [howMuch, setHowMuch] = useState<'all' | 'part'>(isPartProposed ? 'part' : 'all');
  const [organiser, setOrganiser] = useState(isPartProposed ? decimalOf(proposed.organiserCents, 2, 2) : '');
  const [own, setOwn] = useState(isPartProposed ? decimalOf(proposed.ownLiabilityCents, 2, 2) : '0');
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const [organiserCents, ownLiabilityCents] = [decimalIn(organiser, 2), decimalIn(own, 2)];
  const isPart = howMuch === 'part';
  const isWrong = (cents: number | null) => isTold && (cents === null || cents < 0);
  const send = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    const isUnclear =
      organiserCents === null || ownLiabilityCents === null || organiserCents < 0 || ownLiabilityCents < 0;
    if (!reason || (isPart && isUnclear)) return goToFirstWrong(form.current);
    const said: CreditVisit = {
      id,
      visit: line.visitId,
      record: proposed?.record ?? null,
      reason,
      words,
      organiserCents: isPart ? organiserCents : null,
      ownLiabilityCents: isPart ? ownLiabilityCents : null,
    };
    const cents = isPart ? (organiserCents ?? 0) + (ownLiabilityCents ?? 0) : left;
    if (await sending.send(() => ask<void>('POST', '/api/credits', said))) onCredited(cents);
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <p>{tell('crediting.what', { client: line.clientName, day: columnDay(line.day), sum: euros(left) })}</p>
      <Choice
        label={tell('crediting.reason')}
        value={reason}
        error={isTold && !reason ? tell('crediting.reasonMissing') : null}
        options={[['', '–'], ...REASONS.map((one): [string, string] => [one, tell(`creditReason.${one}`)])]}
        onChoose={(value) => setReason(value as Reason | '')}
      />
      <OneOf
        legend={tell('crediting.whole')}
        value={howMuch}
        options={[
          ['all', tell('crediting.all'), euros(left)],
          ['part', tell('crediting.part')],
        ]}
        onChoose={setHowMuch}
      />
      {isPart && (
        <>
          <Field
            label={tell('crediting.organiser')}
            value={organiser}
            inputMode="decimal"
            error={isWrong(organiserCents) ? tell('crediting.sumWrong') : null}
            onInput={setOrganiser}
          />
          <Field
            label={tell('crediting.own')}
            value={own}
            inputMode="decimal"
            error={isWrong(ownLiabilityCents) ? tell('crediting.sumWrong') : null}
            onInput={setOwn}
          />
        </>
      )}
      <Field
        label={tell('crediting.words')}
        hint={tell('crediting.wordsHint')}
        value={words}
        lines={3}
        maxLength={LONGEST_WORDS}
        onInput={setWords}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('crediting.do')}
      </Button>
    </form>
  );
}
