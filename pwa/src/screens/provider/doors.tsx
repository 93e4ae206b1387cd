/** The office keeps where its clients live and how one comes in: a client is found by her name. */
import { useState } from 'preact/hooks';
import type { ThreadSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { DoorForm } from '../../parts/door-form';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { session } from '../../session';
import '../../style/contact.css';
import { tell } from '../../words/doors';

/** More than these are found by a name. */
const MOST_SHOWN = 30;

export default function Doors({ path }: { path: string }) {
  const client = path.split('/')[2];
  return client ? <DoorForm key={client} client={client} back="/doors" /> : <Clients />;
}

function Clients() {
  const [wanted, setWanted] = useState('');
  const reading = useReading<ThreadSummary[]>('/api/threads?unwritten=true');
  const found = (reading.answer ?? [])
    .filter(({ clientName }) => holdsWords(wanted, [clientName]))
    .toSorted((one, other) => one.clientName.localeCompare(other.clientName));
  return (
    <Screen title={tell('doors.title')} lede={session.value?.provider?.name} back="/">
      <Field
        type="search"
        label={tell('doors.search')}
        hint={tell('doors.searchHint')}
        value={wanted}
        onInput={setWanted}
      />
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('doors.loading')} />}
      {reading.answer && found.length === 0 && (
        <Empty title={tell('doors.nobody')} icon="search">
          <p>{tell('doors.nobodyNext')}</p>
        </Empty>
      )}
      <ul class="threads">
        {found.slice(0, MOST_SHOWN).map(({ clientId, clientName }) => (
          <li key={clientId}>
            <a class="thread" href={`/doors/${clientId}`}>
              <strong>{clientName}</strong>
              <Icon name="forward" />
            </a>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
