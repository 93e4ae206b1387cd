/** An office's answer to a client: words, and for a dispute what the check showed. What is half written is kept. */
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import { tell } from '../words/office';
import { Button } from './button';
import { Field } from './field';
import { dropDraft, keepDraft, keptDraft } from './kept-draft';
import { OneOf } from './one-of';
import { FailureView } from './problem';
import { useSending } from './sending';

const MOST_WORDS = 4000;
type Outcome = 'corrected' | 'stands';

interface AnswerProps {
  path: string;
  /** A dispute is answered with what its check showed. */
  asksOutcome?: boolean;
  onSent: () => void;
}

export function AnswerForm({ path, asksOutcome = false, onSent }: AnswerProps) {
  const [words, setWords] = useState(() => keptDraft<string>(path) ?? '');
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const [isTold, setTold] = useState(false);
  const sending = useSending();
  const isWhole = words.trim() !== '' && !(asksOutcome && outcome === '');
  const send = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!isWhole) return;
    void sending.send(async () => {
      await ask('POST', path, { words: words.trim(), ...(asksOutcome && { outcome }) });
      dropDraft(path);
      onSent();
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      {asksOutcome && (
        <OneOf
          legend={tell('office.outcome')}
          value={outcome}
          error={isTold && outcome === '' ? tell('office.chooseOutcome') : null}
          options={[
            ['corrected', tell('office.corrected'), tell('office.correctedWhat')],
            ['stands', tell('office.stands'), tell('office.standsWhat')],
          ]}
          onChoose={setOutcome}
        />
      )}
      <Field
        label={tell('office.answer')}
        hint={tell('office.answerHint')}
        value={words}
        error={isTold && words.trim() === '' ? tell('office.empty') : null}
        lines={3}
        maxLength={MOST_WORDS}
        onInput={(typed) => {
          setWords(typed);
          keepDraft(path, typed);
        }}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button type="submit" busy={sending.busy}>
        {tell('office.send')}
      </Button>
    </form>
  );
}
