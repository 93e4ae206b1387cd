/**
 * What a client's side and a provider's office have written to each other, and a place to write more. What cannot be sent
 * waits on this device and goes when the network is back; that the other side's words were seen is told to it.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { MessageSummary } from '../api/schema';
import { session } from '../session';
import '../style/contact.css';
import { tell } from '../words/contact';
import { moment } from '../words/formats';
import { AgeOf } from './age';
import { Busy } from './busy';
import { Button } from './button';
import { Empty } from './empty';
import { Field } from './field';
import { dropDraft, keepDraft, keptDraft } from './kept-draft';
import { useLive } from './live';
import { Notice } from './notice';
import { FailureView } from './problem';
import { type Reading, useReading } from './reading';
import { useSending } from './sending';
import { drop, sendOrKeep, type Unsent, unsent, useSendUnsent } from './unsent';

const MOST_WORDS = 4000;

interface LettersProps {
  client: string;
  provider: string;
  /** What is asked above the field. */
  label: string;
  hint: string;
  /** Under which name it is kept for the page without a network. */
  keepAs?: string;
}

export function Letters({ client, provider, label, hint, keepAs }: LettersProps) {
  const letters = `${client}.${provider}`;
  const reading = useReading<MessageSummary[]>(`/api/messages?client=${client}&provider=${provider}`, keepAs);
  useLive(session.value?.role === 'provider' ? null : client, reading.again);
  useSendUnsent(reading.again, [letters, reading.receivedAt]);
  useReadMark(reading, client, provider);
  const waiting = unsent.value.filter((one) => one.letters === letters && one.path === '/api/messages');
  const messages = reading.answer;
  return (
    <>
      <AgeOf reading={reading} />
      {messages === null && reading.failure === null && <Busy what={tell('contact.loading')} />}
      {messages?.length === 0 && waiting.length === 0 && (
        <Empty title={tell('contact.noMessages')} icon="info">
          <p>{tell('contact.noMessagesNext')}</p>
        </Empty>
      )}
      <ol class="letters">
        {messages?.map((message) => (
          <Letter key={message.id} message={message} />
        ))}
        {waiting.map((one) => (
          <Waiting key={one.id} one={one} />
        ))}
      </ol>
      <Write client={client} provider={provider} label={label} hint={hint} onSent={reading.again} />
    </>
  );
}

function Letter({ message }: { message: MessageSummary }) {
  const when = moment(message.receivedAt);
  const name = message.writtenBy;
  const by = message.isOwn
    ? tell('contact.you', { moment: when })
    : tell(message.isFromOffice ? 'contact.office' : 'contact.other', { name, moment: when });
  return (
    <li class={message.isOwn ? 'letter letter-own' : 'letter'}>
      <p class="letter-by">{by}</p>
      <p>{message.words}</p>
      {message.isOwn && message.isRead && <p class="soft">{tell('contact.read')}</p>}
    </li>
  );
}

/** Written here, and not yet with the server; or not taken by it. */
function Waiting({ one }: { one: Unsent }) {
  return (
    <li class="letter letter-own">
      <p>{String(one.body.words)}</p>
      {one.refused ? (
        <Notice kind="refused" title={one.refused.title}>
          <p>{one.refused.detail}</p>
          <Button onClick={() => drop(one.id)}>{tell('contact.drop')}</Button>
        </Notice>
      ) : (
        <p class="soft">{tell('contact.waits')}</p>
      )}
    </li>
  );
}

interface WriteProps {
  client: string;
  provider: string;
  label: string;
  hint: string;
  onSent: () => void;
}

function Write({ client, provider, label, hint, onSent }: WriteProps) {
  const draft = `letter.${client}.${provider}`;
  const [words, setWords] = useState(() => keptDraft<string>(draft) ?? '');
  const [isTold, setTold] = useState(false);
  const [isSent, setSent] = useState(false);
  const sending = useSending();
  // One id for one message, however often it is sent.
  const id = useRef(crypto.randomUUID());
  const send = (event: Event) => {
    event.preventDefault();
    const said = words.trim();
    setTold(said === '');
    if (said === '') return;
    void sending.send(async () => {
      const body = { id: id.current, client, provider, words: said };
      const letters = `${client}.${provider}`;
      setSent(await sendOrKeep({ id: id.current, path: '/api/messages', body, letters }));
      id.current = crypto.randomUUID();
      setWords('');
      dropDraft(draft);
      onSent();
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      <p class="for-ears" role="status">
        {isSent && tell('contact.sent')}
      </p>
      <Field
        label={label}
        hint={hint}
        value={words}
        error={isTold && words.trim() === '' ? tell('contact.empty') : null}
        lines={3}
        maxLength={MOST_WORDS}
        onInput={(typed) => {
          setSent(false);
          setWords(typed);
          keepDraft(draft, typed);
        }}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('contact.send')}
      </Button>
    </form>
  );
}

/** Tell the server how far the other side's words have been seen; untold, they are new once more at the next look. */
function useReadMark({ answer }: Reading<MessageSummary[]>, client: string, provider: string): void {
  const isOffice = session.value?.role === 'provider';
  const newest = answer?.filter(({ isFromOffice }) => isFromOffice !== isOffice).at(-1)?.id;
  useEffect(() => {
    if (newest) ask('POST', '/api/messages/read', { client, provider, until: newest }).catch(() => undefined);
  }, [newest]);
}
