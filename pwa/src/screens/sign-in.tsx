/**
 * The door. In the demo county one picks who to be, grouped by role; elsewhere this is the place where strong
 * identification will stand, and until then it says so.
 */
import { useSignal } from '@preact/signals';
import { Problem } from '../api/client';
import type { DemoPerson, Role } from '../api/schema';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Icon } from '../parts/icon';
import { LanguageChoice } from '../parts/language-choice';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { signInAs } from '../session';
import { t } from '../words';
import { tell } from '../words/sign-in';

const ROLES: Role[] = ['worker', 'relative', 'client', 'provider', 'granter', 'organiser', 'finance'];

export default function SignIn() {
  return (
    <Screen title={tell('signIn.title')} lede={tell('signIn.lede')}>
      <DemoPeople />
      <div class="buttons">
        <Button icon="phone" href="/join">
          {tell('signIn.join')}
        </Button>
      </div>
      <LanguageChoice />
    </Screen>
  );
}

function DemoPeople() {
  const people = useReading<DemoPerson[]>('/api/demo/people');
  const busyWith = useSignal<string | null>(null);
  const failure = useSignal<unknown>(null);
  const be = async (person: DemoPerson) => {
    busyWith.value = person.id;
    failure.value = null;
    try {
      await signInAs(person.id);
    } catch (refusal) {
      failure.value = refusal;
    } finally {
      busyWith.value = null;
    }
  };

  if (people.answer === null) {
    if (people.failure === null) return <Busy what={tell('signIn.loading')} />;
    if (people.failure instanceof Problem && people.failure.status === 404) return <p>{tell('signIn.notDemo')}</p>;
    return <FailureView failure={people.failure} onRetry={people.again} />;
  }
  return (
    <>
      <p>{tell('signIn.demo')}</p>
      {failure.value !== null && <FailureView failure={failure.value} />}
      {ROLES.map((role) => (
        <RolePeople
          key={role}
          role={role}
          people={people.answer?.filter((person) => person.role === role) ?? []}
          busyWith={busyWith.value}
          onChoose={(person) => void be(person)}
        />
      ))}
    </>
  );
}

interface RolePeopleProps {
  role: Role;
  people: DemoPerson[];
  busyWith: string | null;
  onChoose: (person: DemoPerson) => void;
}

function RolePeople({ role, people, busyWith, onChoose }: RolePeopleProps) {
  if (people.length === 0) return null;
  return (
    <section class="role-people" aria-labelledby={`role-${role}`}>
      <h2 id={`role-${role}`}>{t(`role.${role}`)}</h2>
      <p class="soft">{tell(`role.${role}.does`)}</p>
      <ul class="people">
        {people.map((person) => (
          <li key={person.id}>
            <button
              class="person"
              type="button"
              aria-busy={busyWith === person.id}
              onClick={() => {
                if (busyWith === null) onChoose(person);
              }}
            >
              <span>
                <strong>{person.name}</strong>
                {person.workplace && <small>{person.workplace}</small>}
              </span>
              <Icon name="forward" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
