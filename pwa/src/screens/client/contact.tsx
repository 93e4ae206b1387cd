/** Whom to call or write to about a client's services, and the way to complain when something is not right. */
import type { ActedFor, ThreadSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { useLive } from '../../parts/live';
import { Screen } from '../../parts/screen';
import '../../style/contact.css';
import { tell } from '../../words/contact';
import { dialled, useThreads } from './threads';

export default function Contact({ person }: { person: ActedFor }) {
  const threads = useThreads(person);
  useLive(person.id, threads.again);
  return (
    <Screen title={tell('contact.title')} lede={person.name} back={`/person/${person.id}`}>
      <AgeOf reading={threads} />
      {threads.answer === null && threads.failure === null && <Busy what={tell('contact.loading')} />}
      {threads.answer?.length === 0 && (
        <Empty title={tell('contact.nobody')} icon="phone">
          <p>{tell('contact.nobodyNext')}</p>
        </Empty>
      )}
      {threads.answer?.map((thread) => (
        <Office key={thread.providerId} thread={thread} isOnly={threads.answer?.length === 1} />
      ))}
      <section class="part" aria-labelledby="wrong">
        <h2 id="wrong">{tell('contact.wrong')}</h2>
        <p>{tell('contact.wrongWhat')}</p>
        <Button wide icon="warn" href={`/complain/${person.id}`}>
          {tell('complain.title')}
        </Button>
      </section>
    </Screen>
  );
}

function Office({ thread, isOnly }: { thread: ThreadSummary; isOnly: boolean }) {
  const { clientId, providerId, providerName, phone, unread } = thread;
  const which = <span class="for-ears"> {providerName}</span>;
  return (
    <Card title={providerName} level={2}>
      <div class="reach">
        {phone ? (
          <Button wide kind={isOnly ? 'primary' : 'quiet'} icon="phone" href={dialled(phone)}>
            {tell('contact.call', { phone })}
            {which}
          </Button>
        ) : (
          <p class="soft">{tell('contact.noPhone')}</p>
        )}
        {unread > 0 && (
          <p>
            <strong>{tell('contact.unread', { count: unread })}</strong>
          </p>
        )}
        <Button wide icon="send" href={`/contact/${clientId}/${providerId}`}>
          {tell('contact.messages')}
          {which}
        </Button>
      </div>
    </Card>
  );
}
