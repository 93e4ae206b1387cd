/** What one client's side and this office have written to each other. */
import type { ThreadSummary } from '../../api/schema';
import { Letters } from '../../parts/letters';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { tell } from '../../words/desk';

export default function OfficeLetters({ client }: { client: string }) {
  const threads = useReading<ThreadSummary[]>(`/api/threads?client=${client}&unwritten=true`);
  const name = threads.answer?.[0]?.clientName;
  const provider = session.value?.provider?.id;
  return (
    <Screen title={name ? tell('desk.thread', { name }) : tell('desk.messages')} back="/contact">
      {provider && (
        <Letters client={client} provider={provider} label={tell('desk.reply')} hint={tell('desk.replyHint')} />
      )}
    </Screen>
  );
}
