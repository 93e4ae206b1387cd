/** What a decision does, said before it is made; what it rests on; and the decision. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReviewLine } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import { reasonSaid, whenSaid } from '../../parts/review-facts';
import { useSending } from '../../parts/sending';
import { decimalIn } from '../../parts/typed-decimal';
import { euros } from '../../words/amounts';
import { tell } from '../../words/review';
import { type Decided, decide, decisionsOf, type Outcome, REASONS, type Reason } from './deciding';

const MOST_WORDS = 2000;
const SHOWN_NAMES = 6;

interface DecideFormProps {
  outcome: Outcome;
  lines: ReviewLine[];
  onClose: () => void;
  onDecided: (decided: Decided) => void;
}

export function DecideForm({ outcome, lines, onClose, onDecided }: DecideFormProps) {
  const [reason, setReason] = useState<Reason | ''>('');
  const [words, setWords] = useState('');
  const [sum, setSum] = useState('');
  const [isTold, setTold] = useState(false);
  const sending = useSending();
  const form = useRef<HTMLFormElement>(null);
  // The keyboard stands on what is asked first: the sum of a part, or the first reason.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const most = lines[0]?.money.priceCents ?? 0;
  const cents = decimalIn(sum, 2);
  const priceCents = outcome === 'partly' && cents !== null && cents > 0 && cents < most ? cents : null;
  const isWhole =
    reason !== '' && !(reason === 'other' && words.trim() === '') && !(outcome === 'partly' && priceCents === null);
  // The same until something else is said: what is sent again decides nothing twice.
  const decisions = useMemo(
    () => (reason ? decisionsOf(lines, { outcome, reason, words: words.trim(), priceCents }) : []),
    [lines, outcome, reason, words, priceCents],
  );
  const send = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (isWhole) void sending.send(async () => onDecided(await decide(lines, decisions)));
  };
  const wrongSum = isTold && outcome === 'partly' && priceCents === null;
  return (
    <Dialog title={tell(`review.do.${outcome}`)} onClose={onClose}>
      <form ref={form} class="part" noValidate onSubmit={send}>
        <Names lines={lines} />
        <p>
          <strong>{willSaid(outcome, lines)}</strong> {outcome !== 'undone' && tell('review.undoable')}
        </p>
        {outcome === 'partly' && (
          <Field
            label={tell('review.sum')}
            hint={tell('review.sumHint', { most: euros(most) })}
            error={wrongSum ? tell('review.sumWrong', { most: euros(most) }) : null}
            inputMode="decimal"
            value={sum}
            onInput={setSum}
          />
        )}
        <OneOf
          legend={tell('review.because')}
          value={reason}
          error={isTold && reason === '' ? tell('review.chooseReason') : null}
          options={REASONS[outcome].map((one) => [one, reasonSaid(one)])}
          onChoose={setReason}
        />
        <Field
          label={tell('review.words')}
          hint={tell('review.wordsHint')}
          error={isTold && reason === 'other' && words.trim() === '' ? tell('review.wordsNeeded') : null}
          lines={2}
          maxLength={MOST_WORDS}
          value={words}
          onInput={setWords}
        />
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy}>
          {tell(`review.do.${outcome}`)}
        </Button>
      </form>
    </Dialog>
  );
}

function Names({ lines }: { lines: ReviewLine[] }) {
  return (
    <ul class="review-names">
      {lines.slice(0, SHOWN_NAMES).map((line) => (
        <li key={line.visitId}>
          {line.clientName}, {whenSaid(line)}
        </li>
      ))}
      {lines.length > SHOWN_NAMES && <li>… {tell('review.selected', { count: lines.length })}</li>}
    </ul>
  );
}

/** What will become of these visits, in one sentence. */
function willSaid(outcome: Outcome, lines: ReviewLine[]): string {
  const sum = (of: 'organiserCents' | 'ownLiabilityCents') =>
    euros(lines.reduce((total, { money }) => total + money[of], 0));
  const values = { count: lines.length, organiser: sum('organiserCents'), own: sum('ownLiabilityCents') };
  return tell(`review.will.${outcome}`, values);
}
