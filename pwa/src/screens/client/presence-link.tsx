/** The way to the digits of the client's home, where her organiser asks for them; they are brought along for want of a network. */
import type { ActedFor } from '../../api/schema';
import { Button } from '../../parts/button';
import { tell } from '../../words/presence';
import { usePresenceCode } from './presence-code';

export default function PresenceLink({ person }: { person: ActedFor }) {
  const { answer } = usePresenceCode(person);
  if (!answer?.secret) return null;
  return (
    <Button wide icon="check" href={`/presence/${person.id}`}>
      {tell('presence.open')}
    </Button>
  );
}
