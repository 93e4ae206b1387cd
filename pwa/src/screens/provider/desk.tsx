/** Who has written to the office and waits, the complaints that it answers, and the number by which it is called. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { OfficePhone, ThreadSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { ComplaintsDesk } from '../../parts/complaints-desk';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { useSending } from '../../parts/sending';
import { session } from '../../session';
import '../../style/contact.css';
import { tell } from '../../words/desk';
import { moment } from '../../words/formats';

/** More than these are found by a name. */
const MOST_FOUND = 20;

export default function Desk() {
  const threads = useReading<ThreadSummary[]>('/api/threads');
  useLive(null, threads.again);
  return (
    <Screen title={tell('desk.title')} lede={session.value?.provider?.name} back="/">
      <section class="part" aria-labelledby="messages">
        <h2 id="messages">{tell('desk.messages')}</h2>
        <AgeOf reading={threads} />
        {threads.answer === null && threads.failure === null && <Busy what={tell('desk.loading')} />}
        {threads.answer?.length === 0 && (
          <Empty title={tell('desk.noMessages')} icon="check">
            <p>{tell('desk.noMessagesNext')}</p>
          </Empty>
        )}
        {threads.answer && <Threads threads={threads.answer} />}
        <Another />
      </section>
      <ComplaintsDesk title={tell('desk.complaints')} what={tell('desk.complaintsWhat')} />
      <Phone />
    </Screen>
  );
}

function Threads({ threads }: { threads: ThreadSummary[] }) {
  return (
    <ul class="threads">
      {threads.map((thread) => (
        <li key={thread.clientId}>
          <a class="thread" href={`/contact/${thread.clientId}`}>
            <span>
              <strong>{thread.clientName}</strong>
              <small>{stateOf(thread)}</small>
            </span>
            <Icon name="forward" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function stateOf({ newestAt, waitsForOffice }: ThreadSummary): string {
  if (newestAt === null) return tell('desk.unwritten');
  return tell(waitsForOffice ? 'desk.waits' : 'desk.answered', { moment: moment(newestAt) });
}

/** A client with whom nothing has been written yet is found by her name. */
function Another() {
  const [isOpen, setOpen] = useState(false);
  return isOpen ? (
    <Found />
  ) : (
    <Button icon="send" onClick={() => setOpen(true)}>
      {tell('desk.other')}
    </Button>
  );
}

function Found() {
  const [wanted, setWanted] = useState('');
  const all = useReading<ThreadSummary[]>('/api/threads?unwritten=true');
  const found = wanted.trim() ? all.answer?.filter(({ clientName }) => holdsWords(wanted, [clientName])) : [];
  return (
    <>
      <Field type="search" label={tell('desk.search')} value={wanted} onInput={setWanted} />
      <AgeOf reading={all} />
      {wanted.trim() !== '' && found?.length === 0 && (
        <Empty title={tell('desk.nobody')} icon="search">
          <p>{tell('desk.nobodyNext')}</p>
        </Empty>
      )}
      {found && <Threads threads={found.slice(0, MOST_FOUND)} />}
    </>
  );
}

function Phone() {
  const reading = useReading<OfficePhone>('/api/office-phone');
  const [phone, setPhone] = useState('');
  const [isKept, setKept] = useState(false);
  const sending = useSending();
  useEffect(() => {
    if (reading.answer) setPhone(reading.answer.phone);
  }, [reading.answer]);
  const keep = (event: Event) => {
    event.preventDefault();
    setKept(false);
    void sending
      .send(async () => {
        await ask('POST', '/api/office-phone', { phone: phone.trim() });
      })
      .then(setKept);
  };
  return (
    <form class="part" noValidate onSubmit={keep}>
      <Field
        label={tell('desk.phone')}
        hint={tell('desk.phoneHint')}
        value={phone}
        onInput={setPhone}
        maxLength={30}
        autoComplete="tel"
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {isKept && <Notice kind="done" title={tell('desk.phoneKept')} />}
      <Button type="submit" busy={sending.busy}>
        {tell('desk.keepPhone')}
      </Button>
    </form>
  );
}
