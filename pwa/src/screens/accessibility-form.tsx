/** What somebody could not use, told to an organiser without a sign-in; the receipt says by when it is answered. */
import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { AccessibilityReceipt, OrganiserName } from '../api/schema';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Choice } from '../parts/choice';
import { Field } from '../parts/field';
import { goToFirstWrong } from '../parts/first-wrong';
import { dropDraft, keepDraft, keptDraft } from '../parts/kept-draft';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { session } from '../session';
import { say } from '../words';
import { tell } from '../words/accessibility';
import { moment, shortDay } from '../words/formats';

/** As the server takes it. */
const MOST_WORDS = 4000;
const MOST_CONTACT = 200;
const DRAFT = 'accessibility';
const STATEMENT = '/accessibility';

interface Letter {
  /** One for one letter, however often it is sent. */
  id: string;
  organiser: string;
  words: string;
  contact: string;
}

export function AccessibilityForm() {
  const organisers = useReading<OrganiserName[]>('/api/organisers');
  const [kept, keep] = useState(() => keptDraft<Letter>(DRAFT) ?? newLetter());
  const [isTried, setTried] = useState(false);
  const [receipt, setReceipt] = useState<AccessibilityReceipt | null>(null);
  const sending = useSending();
  const all = organisers.answer ?? [];
  // Where there is one alone, nobody is asked which.
  const letter = { ...kept, organiser: all.length === 1 ? (all[0]?.id ?? '') : kept.organiser };
  const change = (changed: Partial<Letter>) => {
    keep({ ...letter, ...changed });
    keepDraft(DRAFT, { ...letter, ...changed });
  };
  const send = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (letter.organiser === '' || letter.words.trim() === '') {
      goToFirstWrong(event.currentTarget);
      return;
    }
    void sending.send(async () => {
      setReceipt(await ask('POST', '/api/accessibility-feedback', letter));
      dropDraft(DRAFT);
    });
  };
  if (receipt) return <Received receipt={receipt} contact={letter.contact} />;
  return (
    <Screen title={tell('reach.title')} lede={tell('reach.lede')} back={STATEMENT}>
      {organisers.answer === null && organisers.failure === null && <Busy what={tell('reach.loading')} />}
      {organisers.failure !== null && <FailureView failure={organisers.failure} onRetry={organisers.again} />}
      {organisers.answer && (
        <form class="part" noValidate onSubmit={send}>
          <Field
            label={tell('reach.words')}
            hint={tell('reach.wordsHint')}
            error={isTried && letter.words.trim() === '' ? tell('reach.wordsMissing') : null}
            value={letter.words}
            lines={5}
            maxLength={MOST_WORDS}
            onInput={(words) => change({ words })}
          />
          <Field
            label={tell('reach.contact')}
            hint={tell('reach.contactHint')}
            value={letter.contact}
            maxLength={MOST_CONTACT}
            autoComplete="email"
            autoCapitalize="none"
            spellcheck={false}
            onInput={(contact) => change({ contact })}
          />
          {all.length > 1 && (
            <Choice
              label={tell('reach.organiser')}
              hint={tell('reach.organiserHint')}
              error={isTried && letter.organiser === '' ? tell('reach.organiserMissing') : null}
              value={letter.organiser}
              options={[['', tell('reach.choose')], ...all.map(({ id, name }): [string, string] => [id, say(name)])]}
              onChoose={(organiser) => change({ organiser })}
            />
          )}
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" type="submit" busy={sending.busy} wide>
            {tell('reach.send')}
          </Button>
        </form>
      )}
    </Screen>
  );
}

function newLetter(): Letter {
  return { id: crypto.randomUUID(), organiser: session.peek()?.organiser?.id ?? '', words: '', contact: '' };
}

function Received({ receipt, contact }: { receipt: AccessibilityReceipt; contact: string }) {
  const { answerBy, receivedAt } = receipt;
  return (
    <Screen title={tell('reach.title')} back={STATEMENT}>
      <Notice kind="done" focused title={tell('reach.received')}>
        <p>{tell('reach.receivedAt', { moment: moment(receivedAt) })}</p>
        <p>
          {answerBy === null ? tell('reach.noAnswer') : tell('reach.answerBy', { day: shortDay(answerBy), contact })}
        </p>
      </Notice>
      <Button href={STATEMENT}>{tell('reach.toStatement')}</Button>
    </Screen>
  );
}
