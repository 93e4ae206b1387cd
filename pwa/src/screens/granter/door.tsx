/** The granter keeps where a client lives and how one comes in, and prints the tag of a home that shows no digits. */
import { DoorForm } from '../../parts/door-form';
import { phrase } from '../../words/granter';
import { PaperLinks } from './paper-links';

export default function ClientDoor({ client }: { client: string }) {
  return <DoorForm client={client} back={`/clients/${client}`} tag={<Tag client={client} />} />;
}

function Tag({ client }: { client: string }) {
  return (
    <section class="part" aria-labelledby="tag">
      <h2 id="tag">{phrase('tag.title')}</h2>
      <p>{phrase('tag.what')}</p>
      <PaperLinks path={`/api/clients/${client}/presence-tag`} what={phrase('tag.title')} />
    </section>
  );
}
