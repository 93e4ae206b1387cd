/** The granter keeps where a client lives and how one comes in, for whoever serves her. */
import { DoorForm } from '../../parts/door-form';

export default function ClientDoor({ client }: { client: string }) {
  return <DoorForm client={client} back={`/clients/${client}`} />;
}
