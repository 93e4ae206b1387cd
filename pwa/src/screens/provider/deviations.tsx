/** Visits that the organiser looks at before it pays: what it asks the office, what it has still to decide, what it decided. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ReviewLine, ReviewPage, RuleSaid } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { ReviewFacts, rulesOf, stageSaid, whenSaid } from '../../parts/review-facts';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { say } from '../../words';
import { type DeviationsKey, tell } from '../../words/deviations';

type Which = 'asked' | 'waiting' | 'decided';

const MOST_WORDS = 2000;
const PARTS: [which: Which, title: DeviationsKey, none: DeviationsKey][] = [
  ['asked', 'deviations.asked', 'deviations.askedNone'],
  ['waiting', 'deviations.waiting', 'deviations.waitingNone'],
  ['decided', 'deviations.decided', 'deviations.decidedNone'],
];

export default function Deviations() {
  const [answered, setAnswered] = useState(0);
  return (
    <Screen title={tell('deviations.title')} lede={tell('deviations.lede')} back="/">
      {answered > 0 && (
        <Notice key={answered} kind="done" title={tell('deviations.sent')}>
          <p>{tell('deviations.sentNext')}</p>
        </Notice>
      )}
      {PARTS.map(([which, title, none]) => (
        <Part
          key={`${which} ${answered}`}
          which={which}
          title={tell(title)}
          none={tell(none)}
          onAnswered={() => setAnswered(answered + 1)}
        />
      ))}
    </Screen>
  );
}

interface PartProps {
  which: Which;
  title: string;
  none: string;
  onAnswered: () => void;
}

function Part({ which, title, none, onAnswered }: PartProps) {
  const path = `/api/review/deviations?which=${which}`;
  const reading = useReading<ReviewPage>(path);
  const [more, setMore] = useState<ReviewPage[]>([]);
  const sending = useSending();
  useLive(null, () => {
    setMore([]);
    reading.again();
  });
  const pages = reading.answer ? [reading.answer, ...more] : [];
  const lines = pages.flatMap((page) => page.lines);
  const said = pages.flatMap((page) => page.rules);
  const next = pages.at(-1)?.next ?? null;
  return (
    <section class="part" aria-labelledby={which}>
      <h2 id={which}>{title}</h2>
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('deviations.loading')} />}
      {reading.answer && lines.length === 0 && (
        <Empty title={none} icon="check">
          {which === 'asked' && <p>{tell('deviations.askedNoneNext')}</p>}
        </Empty>
      )}
      {lines.map((line) => (
        <Deviation key={line.visitId} line={line} said={said} which={which} onAnswered={onAnswered} />
      ))}
      {next && (
        <Button
          busy={sending.busy}
          onClick={() =>
            void sending.send(async () => {
              const after = new URLSearchParams({ after: next });
              setMore([...more, await ask<ReviewPage>('GET', `${path}&${after}`)]);
            })
          }
        >
          {tell('deviations.more')}
        </Button>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </section>
  );
}

interface DeviationProps {
  line: ReviewLine;
  said: RuleSaid[];
  which: Which;
  onAnswered: () => void;
}

function Deviation({ line, said, which, onAnswered }: DeviationProps) {
  const rules = rulesOf(line, said);
  const isOpen = which === 'asked';
  return (
    <Card title={`${line.clientName}, ${whenSaid(line)}`} level={3}>
      <p>
        <strong>{which === 'decided' ? stageSaid(line) : rules.map(({ title }) => say(title)).join('. ')}</strong>
      </p>
      {which !== 'decided' && (
        <p>
          {tell('deviations.toDo')}: {rules.map(({ next }) => say(next)).join(' ')}
        </p>
      )}
      <details open={isOpen}>
        <summary>{tell('deviations.details')}</summary>
        <ReviewFacts line={line} said={said} level={3} />
      </details>
      {isOpen && line.latest && <Answer path={`/api/review/decisions/${line.latest.id}/answer`} onSent={onAnswered} />}
    </Card>
  );
}

function Answer({ path, onSent }: { path: string; onSent: () => void }) {
  const [words, setWords] = useState(() => keptDraft<string>(path) ?? '');
  const [isTold, setTold] = useState(false);
  const sending = useSending();
  const send = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (words.trim() === '') return;
    void sending.send(async () => {
      await ask('POST', path, { words: words.trim() });
      dropDraft(path);
      onSent();
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      <Field
        label={tell('deviations.answer')}
        hint={tell('deviations.answerHint')}
        value={words}
        error={isTold && words.trim() === '' ? tell('deviations.empty') : null}
        lines={3}
        maxLength={MOST_WORDS}
        onInput={(typed) => {
          setWords(typed);
          keepDraft(path, typed);
        }}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button type="submit" kind="primary" busy={sending.busy}>
        {tell('deviations.send')}
      </Button>
    </form>
  );
}
