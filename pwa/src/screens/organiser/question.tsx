/** A client's question why her data were viewed: until when it is to be answered, and its answer or its refusal. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { AskedExplanation } from '../../api/schema';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { Tick } from '../../parts/tick';
import { didSaid, purposeSaid, whoSaid } from '../../parts/viewing-said';
import { moment, shortDay, today } from '../../words/formats';
import { tell } from '../../words/watch';

/** As the server takes it. */
const LONGEST_ANSWER = 4000;
const LONGEST_NUMBER = 60;

export function Question({ asked, onAnswered }: { asked: AskedExplanation; onAnswered: () => void }) {
  const [words, setWords] = useState('');
  const [isRefusal, setRefusal] = useState(false);
  const [decision, setDecision] = useState('');
  const [isTried, setTried] = useState(false);
  const [isSending, setSending] = useState(false);
  const [failure, fail] = useState<unknown>(null);
  const isReady = words.trim() !== '' && (!isRefusal || decision.trim() !== '');

  const send = async () => {
    setTried(true);
    if (!isReady) return;
    setSending(true);
    fail(null);
    try {
      await ask('POST', `/api/explanations/${asked.id}/answer`, {
        words: words.trim(),
        isRefusal,
        decision: decision.trim(),
      });
      onAnswered();
    } catch (error) {
      fail(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <li class="viewer">
      <What asked={asked} />
      <Field
        label={tell('watch.answer')}
        hint={tell('watch.answerHint')}
        error={isTried && words.trim() === '' ? tell('watch.answerMissing') : null}
        value={words}
        onInput={setWords}
        lines={4}
        maxLength={LONGEST_ANSWER}
      />
      <Tick name={tell('watch.refuse')} checked={isRefusal} onTick={setRefusal} />
      {isRefusal && (
        <Field
          label={tell('watch.decision')}
          hint={tell('watch.decisionHint')}
          error={isTried && decision.trim() === '' ? tell('watch.decisionMissing') : null}
          value={decision}
          onInput={setDecision}
          maxLength={LONGEST_NUMBER}
        />
      )}
      {failure !== null && <FailureView failure={failure} />}
      <Button kind="primary" busy={isSending} onClick={() => void send()}>
        {tell('watch.send')}
        <span class="for-ears"> {asked.clientName}</span>
      </Button>
    </li>
  );
}

export function GivenAnswer({ asked }: { asked: AskedExplanation }) {
  const { answer, answeredAt, refusedByDecision } = asked.explained;
  return (
    <li class="viewer">
      <What asked={asked} />
      {answeredAt && <p class="soft">{tell('watch.givenOn', { moment: moment(answeredAt) })}</p>}
      <p class="kept-lines">{answer}</p>
      {refusedByDecision && (
        <p>
          {tell('watch.decision')}: {refusedByDecision}
        </p>
      )}
    </li>
  );
}

function What({ asked: { clientName, specialCause, explained, viewing } }: { asked: AskedExplanation }) {
  const due = { day: shortDay(explained.dueOn) };
  const isOverdue = explained.dueOn < today() && explained.answeredAt === null;
  const purpose = viewing && purposeSaid(viewing);
  return (
    <>
      <h3>{clientName}</h3>
      {explained.answeredAt === null && (
        <p>{isOverdue ? <strong>{tell('watch.overdue', due)}</strong> : tell('watch.due', due)}</p>
      )}
      {explained.words !== '' && <p class="kept-lines">{tell('watch.asks', { words: explained.words })}</p>}
      {specialCause !== '' && <p>{tell('watch.cause', { cause: specialCause })}</p>}
      {viewing && (
        <p>
          {viewing.viewerName}, {whoSaid(viewing)}, {shortDay(viewing.day)}: {didSaid(viewing)}
        </p>
      )}
      {purpose && <p class="soft">{purpose}</p>}
    </>
  );
}
