/** What people wrote of accessibility to the organiser: how long there is to answer, where to, and what was answered. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { AccessibilityLetter } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { dayOf, shortDay, today } from '../../words/formats';
import { tell } from '../../words/heard';
import '../../style/viewings.css';
import { Places } from './places';

/** As the server takes it. */
const MOST_WORDS = 4000;
const DAY_MS = 86_400_000;

export default function AccessibilityLetters() {
  const reading = useReading<AccessibilityLetter[]>('/api/accessibility-feedback');
  const [isMarked, setMarked] = useState(false);
  const waiting = reading.answer?.filter(({ answeredAt }) => answeredAt === null);
  const past = reading.answer?.filter(({ answeredAt }) => answeredAt !== null) ?? [];
  return (
    <Screen title={tell('heard.title')} lede={tell('heard.lede')}>
      <Places at="accessibility" />
      <AgeOf reading={reading} />
      {isMarked && <Notice kind="done" title={tell('heard.marked')} />}
      {reading.answer === null && reading.failure === null && <Busy what={tell('heard.loading')} />}
      {waiting?.length === 0 && (
        <Empty title={tell('heard.none')} icon="check">
          <p>{tell('heard.noneNext')}</p>
        </Empty>
      )}
      <ul class="viewers">
        {waiting?.map((letter) => (
          <li key={letter.id} class="viewer">
            <What letter={letter} />
            <Mark
              letter={letter}
              onMarked={() => {
                setMarked(true);
                reading.again();
              }}
            />
          </li>
        ))}
      </ul>
      {past.length > 0 && (
        <details class="explained">
          <summary>{tell('heard.past')}</summary>
          <ul class="viewers">
            {past.map((letter) => (
              <li key={letter.id} class="viewer">
                <What letter={letter} />
                {letter.answeredAt && <p class="soft">{shortDay(dayOf(letter.answeredAt))}</p>}
                <p class="kept-lines">{letter.answer}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Screen>
  );
}

function What({ letter: { words, contact, receivedAt, dueOn, answeredAt } }: { letter: AccessibilityLetter }) {
  return (
    <>
      <h2>{tell('heard.came', { day: shortDay(dayOf(receivedAt)) })}</h2>
      {answeredAt === null && <Due day={dueOn} />}
      <p class="kept-lines">{words}</p>
      {contact !== '' && (
        <p>
          {tell('heard.contact')}: <strong>{contact}</strong>
        </p>
      )}
    </>
  );
}

/** How many days there are; late, it stands out. */
function Due({ day }: { day: string | null }) {
  if (day === null) return <p class="soft">{tell('heard.noContact')}</p>;
  const count = Math.round((Date.parse(day) - Date.parse(today())) / DAY_MS);
  if (count >= 0) return <p>{tell('heard.due', { day: shortDay(day), count })}</p>;
  return <Notice kind="warn" announced={false} title={tell('heard.late', { day: shortDay(day) })} />;
}

function Mark({ letter: { id, contact }, onMarked }: { letter: AccessibilityLetter; onMarked: () => void }) {
  const path = `/api/accessibility-feedback/${id}/answer`;
  const [words, setWords] = useState(() => keptDraft<string>(path) ?? '');
  const [isTried, setTried] = useState(false);
  const sending = useSending();
  const isAnswered = contact !== '';
  const send = () => {
    setTried(true);
    if (words.trim() === '') return;
    void sending.send(async () => {
      await ask('POST', path, { words: words.trim() });
      dropDraft(path);
      onMarked();
    });
  };
  return (
    <>
      <Field
        label={tell(isAnswered ? 'heard.answer' : 'heard.done')}
        {...(isAnswered && { hint: tell('heard.answerHint') })}
        error={isTried && words.trim() === '' ? tell('heard.missing') : null}
        value={words}
        lines={3}
        maxLength={MOST_WORDS}
        onInput={(typed) => {
          setWords(typed);
          keepDraft(path, typed);
        }}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button busy={sending.busy} onClick={send}>
        {tell(isAnswered ? 'heard.mark' : 'heard.markDone')}
      </Button>
    </>
  );
}
