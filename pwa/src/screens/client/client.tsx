/** The client's own pages, and the same pages for a relative under the client's name: what was granted, what was done. */
import type { ActedFor } from '../../api/schema';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { Icon } from '../../parts/icon';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import '../../style/client.css';
import { tell } from '../../words/client';
import { shortDay } from '../../words/formats';
import { PersonPage } from './person-page';

const WHO_LOOKED = () => import('./who-looked');

export default function ClientScreens({ path }: { path: string }) {
  if (path === '/who-looked' && session.value?.role === 'client') return <Fetched part={WHO_LOOKED} given={{}} />;
  const people = session.value?.clients ?? [];
  const named = /^\/person\/([^/]+)$/.exec(path)?.[1];
  const chosen = people.length === 1 ? people[0] : people.find((person) => person.id === named);
  if (chosen) return <PersonPage key={chosen.id} person={chosen} back={people.length > 1 ? '/' : undefined} />;
  if (people.length === 0) {
    return (
      <Screen title={tell('client.nobody')}>
        <Empty title={tell('client.nobodyTitle')} icon="info">
          <p>{tell('client.nobodyNext')}</p>
        </Empty>
      </Screen>
    );
  }
  return <PeopleChoice people={people} />;
}

function PeopleChoice({ people }: { people: ActedFor[] }) {
  return (
    <Screen title={tell('client.whose')}>
      <ul class="people">
        {people.map((person) => (
          <li key={person.id}>
            <a class="person" href={`/person/${person.id}`}>
              <span>
                <strong>{person.name}</strong>
                {person.lastDay && <small>{tell('client.actsUntil', { day: shortDay(person.lastDay) })}</small>}
              </span>
              <Icon name="forward" />
            </a>
          </li>
        ))}
      </ul>
      <Card>
        <p>{tell('client.actsWhy')}</p>
      </Card>
    </Screen>
  );
}
