/** The client's own pages, and the same pages for a relative under the client's name: what was granted, what was done. */
import { effect } from '@preact/signals';
import type { ActedFor } from '../../api/schema';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { Icon } from '../../parts/icon';
import { forgetReadings } from '../../parts/kept-reading';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import '../../style/client.css';
import { keepTold } from '../../parts/told-here';
import { tell } from '../../words/client';
import { shortDay, today } from '../../words/formats';
import { largeLetters } from './large-letters';
import { PersonPage } from './person-page';
import { maySpeak } from './voices';

const WHO_LOOKED = () => import('./who-looked');
const TOLD = () => import('../../parts/told');
const VISIT_PAGE = () => import('./visit-page');
const CONTACT = () => import('./contact');
const LETTERS = () => import('./letters');
const COMPLAIN = () => import('./complain');
const PRESENCE = () => import('./presence');
const LARGE = () => import('./large-page');

/** Whose services she may see today: a mandate's last day is known to a phone that has no network, too. */
function followed(): ActedFor[] {
  const now = today();
  return session.value?.clients.filter(({ lastDay }) => lastDay === null || lastDay >= now) ?? [];
}

/** What was read of somebody leaves this phone when the mandate does. */
effect(() => {
  const who = session.value;
  if (who?.role === 'client' || who?.role === 'relative') {
    void keepTold(who);
    forgetReadings(followed().map(({ id }) => `${who.person.id}.${id}.`));
  }
});

export default function ClientScreens({ path }: { path: string }) {
  if (path === '/told') return <Fetched part={TOLD} given={{}} />;
  const people = followed();
  const asked = /^\/who-looked\/([^/]+)$/.exec(path)?.[1];
  const looked = people.find(({ id, byLaw }) => id === asked && (byLaw || session.value?.role === 'client'));
  if (looked) return <Fetched part={WHO_LOOKED} given={{ person: looked }} />;
  const shows = people.find(({ id }) => path === `/presence/${id}`);
  if (shows) return <Fetched key={shows.id} part={PRESENCE} given={{ person: shows }} />;
  const [, spoken, month = '', visitId = ''] = /^\/feedback\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const speaks = people.find(({ id }) => id === spoken);
  if (speaks) return <Fetched key={visitId} part={VISIT_PAGE} given={{ person: speaks, month, visitId }} />;
  const [, place, whose, provider] = /^\/(contact|complain)\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const reached = people.find((person) => person.id === whose && maySpeak(person));
  if (reached && place === 'complain') return <Fetched key="complain" part={COMPLAIN} given={{ person: reached }} />;
  if (reached && provider) return <Fetched key={provider} part={LETTERS} given={{ person: reached, provider }} />;
  if (reached) return <Fetched key="contact" part={CONTACT} given={{ person: reached }} />;
  const named = /^\/person\/([^/]+)$/.exec(path)?.[1];
  const [only] = people;
  if (path === '/' && largeLetters.value && only && people.length === 1) {
    return <Fetched part={LARGE} given={{ person: only }} />;
  }
  const chosen = people.length === 1 ? people[0] : people.find((person) => person.id === named);
  if (chosen) return <PersonPage key={chosen.id} person={chosen} back={people.length > 1 ? '/' : undefined} />;
  if (people.length === 0) {
    return (
      <Screen title={tell('client.nobody')}>
        <Empty title={tell('client.nobodyTitle')} icon="info">
          <p>{tell('client.nobodyNext')}</p>
        </Empty>
        <OwnMandates />
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
      <OwnMandates />
    </Screen>
  );
}

function OwnMandates() {
  return (
    <div class="own-data">
      <Button wide icon="bell" href="/told">
        {tell('client.told')}
      </Button>
      <Button wide icon="person" href="/mandates">
        {tell('client.ownMandates')}
      </Button>
    </div>
  );
}
