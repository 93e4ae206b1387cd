/** Complaint and reminder told apart: what each is, who answers and until when; those made, with their answers. */
import { useRef, useState } from 'preact/hooks';
import type { ActedFor, ComplaintSummary, ThreadSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Field } from '../../parts/field';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { OneOf } from '../../parts/one-of';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { drop, sendOrKeep, unsent, useSendUnsent } from '../../parts/unsent';
import { session } from '../../session';
import '../../style/feedback.css';
import { tell } from '../../words/contact';
import { dayOf, shortDay, today } from '../../words/formats';
import { useThreads } from './threads';

const MOST_WORDS = 4000;
/** Chosen where a reminder is about the organiser itself. */
const NO_PROVIDER = 'none';

export default function Complain({ person }: { person: ActedFor }) {
  const keeper = `${session.value?.person.id}.${person.id}`;
  const reading = useReading<ComplaintSummary[]>('/api/complaints', `${keeper}.complaints`);
  const threads = useThreads(person);
  const [done, setDone] = useState<'sent' | 'kept' | null>(null);
  useLive(person.id, reading.again);
  useSendUnsent(reading.again, [person.id, reading.receivedAt]);
  const made = reading.answer?.filter(({ clientId }) => clientId === person.id) ?? [];
  const waiting = unsent.value.filter((one) => one.letters === person.id);
  return (
    <Screen title={tell('complain.title')} lede={person.name} back={`/contact/${person.id}`}>
      <AgeOf reading={reading} />
      {done === 'sent' && <Notice kind="done" focused title={tell('complain.sent')} />}
      {waiting.map(({ id, refused }) =>
        refused ? (
          <Notice key={id} kind="refused" title={refused.title}>
            <p>{refused.detail}</p>
            <Button onClick={() => drop(id)}>{tell('contact.drop')}</Button>
          </Notice>
        ) : (
          <Notice key={id} kind="info" focused={done === 'kept'} title={tell('contact.waits')} />
        ),
      )}
      {made.map((one) => (
        <Made key={one.id} one={one} />
      ))}
      {done === null ? (
        <Make
          person={person}
          threads={threads.answer ?? []}
          onDone={(isSent) => {
            setDone(isSent ? 'sent' : 'kept');
            if (isSent) reading.again();
          }}
        />
      ) : (
        <Button onClick={() => setDone(null)}>{tell('complain.another')}</Button>
      )}
      <section class="part" aria-labelledby="elsewhere">
        <h2 id="elsewhere">{tell('complain.elsewhere')}</h2>
        <p>{tell('complain.decision')}</p>
        <p>{tell('complain.authority')}</p>
      </section>
    </Screen>
  );
}

function Made({ one }: { one: ComplaintSummary }) {
  const kind = tell(`complain.${one.kind}`);
  const title = one.providerName ? tell('complain.of', { kind, provider: one.providerName }) : kind;
  return (
    <Card title={title} level={2}>
      <div class="said">
        <p class="soft">{tell('complain.made', { name: one.madeBy, day: shortDay(dayOf(one.madeAt)) })}</p>
        <blockquote>{one.words}</blockquote>
        {one.answer !== null && one.answeredAt ? (
          <>
            <h3>{tell('complain.answer', { day: shortDay(dayOf(one.answeredAt)) })}</h3>
            <blockquote>{one.answer}</blockquote>
            <p class="soft">{tell('complain.notContent')}</p>
          </>
        ) : (
          <p>
            <strong>
              {tell(one.dueOn < today() ? 'complain.late' : 'complain.due', { day: shortDay(one.dueOn) })}
            </strong>
          </p>
        )}
      </div>
    </Card>
  );
}

interface MakeProps {
  person: ActedFor;
  threads: ThreadSummary[];
  onDone: (isSent: boolean) => void;
}

function Make({ person, threads, onDone }: MakeProps) {
  const draft = `complaint.${person.id}`;
  const [kind, setKind] = useState<'complaint' | 'reminder' | ''>('');
  const [chosen, setProvider] = useState('');
  const [words, setWords] = useState(() => keptDraft<string>(draft) ?? '');
  const [isTold, setTold] = useState(false);
  const sending = useSending();
  // One id for one complaint, however often it is sent.
  const id = useRef(crypto.randomUUID());
  const [only] = threads.length === 1 && kind === 'complaint' ? threads : [];
  const provider = only?.providerId ?? (kind === 'complaint' && chosen === NO_PROVIDER ? '' : chosen);
  const isWhole = kind !== '' && provider !== '' && words.trim() !== '';
  const send = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!isWhole) return;
    void sending.send(async () => {
      const about = { client: person.id, provider: provider === NO_PROVIDER ? null : provider };
      const body = { id: id.current, kind, ...about, words: words.trim(), madeAt: new Date().toISOString() };
      const isSent = await sendOrKeep({ id: id.current, path: '/api/complaints', body, letters: person.id });
      dropDraft(draft);
      onDone(isSent);
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      <OneOf
        legend={tell('complain.which')}
        value={kind}
        error={isTold && kind === '' ? tell('complain.choose') : null}
        options={[
          ['complaint', tell('complain.complaint'), tell('complain.complaintWhat')],
          ['reminder', tell('complain.reminder'), tell('complain.reminderWhat')],
        ]}
        onChoose={setKind}
      />
      {kind !== '' && (
        <>
          {!only && (
            <OneOf
              legend={tell('complain.about')}
              value={provider}
              error={isTold && provider === '' ? tell('complain.chooseWho') : null}
              options={[
                ...threads.map(({ providerId, providerName }): [string, string] => [providerId, providerName]),
                ...(kind === 'reminder' ? [[NO_PROVIDER, tell('complain.aboutCounty')] as [string, string]] : []),
              ]}
              onChoose={setProvider}
            />
          )}
          <Field
            label={tell('complain.words')}
            value={words}
            error={isTold && words.trim() === '' ? tell('complain.empty') : null}
            lines={5}
            maxLength={MOST_WORDS}
            onInput={(typed) => {
              setWords(typed);
              keepDraft(draft, typed);
            }}
          />
        </>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('complain.send')}
      </Button>
    </form>
  );
}
