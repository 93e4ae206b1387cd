/** What a client's side and one provider's office have written to each other, and the number to call when it is urgent. */
import type { ActedFor } from '../../api/schema';
import { Button } from '../../parts/button';
import { Letters } from '../../parts/letters';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { tell } from '../../words/contact';
import { dialled, useThreads } from './threads';

export default function ClientLetters({ person, provider }: { person: ActedFor; provider: string }) {
  const thread = useThreads(person).answer?.find(({ providerId }) => providerId === provider);
  return (
    <Screen
      title={thread?.providerName ?? tell('contact.title')}
      lede={tell('contact.whoReads')}
      back={`/contact/${person.id}`}
    >
      {thread?.phone && (
        <Button wide icon="phone" href={dialled(thread.phone)}>
          {tell('contact.call', { phone: thread.phone })}
        </Button>
      )}
      <Letters
        client={person.id}
        provider={provider}
        label={tell('contact.write')}
        hint={tell('contact.writeHint')}
        keepAs={`${session.value?.person.id}.${person.id}.letters.${provider}`}
      />
    </Screen>
  );
}
