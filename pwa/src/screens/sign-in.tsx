/**
 * The door: the ways to sign in at an identity provider, and in the demo county whom one can be. Whoever comes back from
 * a provider comes here too, and goes on into the app or reads why not.
 */
import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { DemoPerson, Role, WayIn, WaysIn } from '../api/schema';
import { navigate } from '../navigate';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Fetched } from '../parts/fetched';
import { Icon } from '../parts/icon';
import { LanguageChoice } from '../parts/language-choice';
import { Notice } from '../parts/notice';
import { FailureView, ProblemView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { hasPasskeys, signInByPasskey } from '../passkeys';
import { arrive, leaveToSignIn, signInAs } from '../session';
import { say, t } from '../words';
import { tell as tellOfMenu } from '../words/menu';
import { tell as tellOfPasskeys } from '../words/passkeys';
import { tell } from '../words/sign-in';

const ROLES: Role[] = ['worker', 'relative', 'client', 'provider', 'granter', 'organiser', 'finance'];
/** Where the server sends the browser that comes back (backend/identification/routes.py). */
const DONE = '/sign-in/done';
const NEWCOMER = '/sign-in/newcomer';
const NEWCOMERS = () => import('./newcomer');
const REFUSED = /^\/sign-in\/refused\/([a-z-]{1,60})$/;

export default function SignIn({ path }: { path: string }) {
  // Somebody without a session who comes back from choosing for whom to act can be a newcomer only.
  const [hasAnswer] = useState(location.search !== '');
  const isBackFromSuomiFi = path === '/act-for-another' && hasAnswer;
  const isWaysAsked = path !== DONE && path !== NEWCOMER && !isBackFromSuomiFi;
  const ways = useReading<WaysIn>(isWaysAsked ? '/api/sign-in' : null);
  if (path === DONE) return <Arriving />;
  if (path === NEWCOMER || isBackFromSuomiFi) return <Fetched part={NEWCOMERS} given={{ next: pageAsked() }} />;
  const refused = REFUSED.exec(path)?.[1];
  const hasWays = (ways.answer?.ways.length ?? 0) > 0;
  return (
    <Screen
      title={tell(hasWays || refused ? 'signIn.who' : 'signIn.title')}
      lede={tell(hasWays ? 'signIn.pick' : 'signIn.lede')}
    >
      {refused && <ProblemView problem={{ type: `/problems/${refused}` }} />}
      {ways.answer === null ? (
        <Waiting failure={ways.failure} onRetry={ways.again} />
      ) : (
        <>
          {hasWays && <Ways ways={ways.answer.ways} next={path.startsWith('/sign-in') ? '/' : path} />}
          {ways.answer.demo && <DemoPeople isBeside={hasWays} />}
          {!(hasWays || ways.answer.demo) && <p>{tell('signIn.notDemo')}</p>}
        </>
      )}
      {hasPasskeys() && <ByPasskey />}
      <div class="buttons">
        <Button icon="phone" href="/join">
          {tell('signIn.join')}
        </Button>
      </div>
      <LanguageChoice />
      <Button kind="plain" href="/accessibility">
        {tellOfMenu('menu.accessibility')}
      </Button>
    </Screen>
  );
}

function Waiting({ failure, onRetry }: { failure: unknown; onRetry: () => void }) {
  return failure === null ? (
    <Busy what={tell('signIn.loading')} />
  ) : (
    <FailureView failure={failure} onRetry={onRetry} />
  );
}

/** The page of this app that a way back names; the server has looked at it, but anyone can write an address. */
function pageAsked(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  return new URL(next, location.origin).origin === location.origin && /^\/(?!\/)/.test(next) ? next : '/';
}

function Arriving() {
  const failure = useSignal<unknown>(null);
  const enter = async () => {
    failure.value = null;
    try {
      await arrive();
      navigate(pageAsked(), { replace: true });
    } catch (refusal) {
      failure.value = refusal;
    }
  };
  useEffect(() => void enter(), []);
  return (
    <Screen title={tell('signIn.arriving')}>
      {failure.value === null ? (
        <Busy what={tell('signIn.arriving')} />
      ) : (
        <FailureView failure={failure.value} onRetry={() => void enter()} />
      )}
      {failure.value !== null && (
        <Button kind="plain" href="/sign-in">
          {tell('signIn.who')}
        </Button>
      )}
    </Screen>
  );
}

function Ways({ ways, next }: { ways: WayIn[]; next: string }) {
  const leavingBy = useSignal<string | null>(null);
  const failure = useSignal<unknown>(null);
  const leave = async (way: string) => {
    leavingBy.value = way;
    failure.value = null;
    try {
      await leaveToSignIn(way, next);
    } catch (refusal) {
      failure.value = refusal;
      leavingBy.value = null;
    }
  };
  // The browser brings this page back as it was when she returns by its back arrow.
  useEffect(() => {
    const returned = () => {
      leavingBy.value = null;
    };
    addEventListener('pageshow', returned);
    return () => removeEventListener('pageshow', returned);
  }, []);
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      <ul class="people">
        {ways.map(({ name, title }, place) => (
          <li key={name}>
            <Button
              kind={place === 0 ? 'primary' : 'quiet'}
              wide
              busy={leavingBy.value === name}
              onClick={() => void leave(name)}
            >
              {say(title)}
            </Button>
          </li>
        ))}
      </ul>
      <p class="soft" role="status">
        {leavingBy.value !== null && tell('signIn.leaving')}
      </p>
    </>
  );
}

/** For everyone the same: who has a passkey is not known before it is shown. */
function ByPasskey() {
  const isBusy = useSignal(false);
  const isLeft = useSignal(false);
  const failure = useSignal<unknown>(null);
  const enter = async (): Promise<void> => {
    isBusy.value = true;
    isLeft.value = false;
    failure.value = null;
    try {
      isLeft.value = !(await signInByPasskey());
      if (!isLeft.value && location.pathname.startsWith('/sign-in')) navigate('/', { replace: true });
    } catch (refusal) {
      failure.value = refusal;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      {isLeft.value && (
        <Notice kind="warn" title={tellOfPasskeys('passkeys.notUsedNow')}>
          <p>{tellOfPasskeys('passkeys.notUsedNowNext')}</p>
        </Notice>
      )}
      <div class="buttons">
        <Button icon="person" busy={isBusy.value} onClick={() => void enter()}>
          {tellOfPasskeys('passkeys.signIn')}
        </Button>
      </div>
    </>
  );
}

function DemoPeople({ isBeside }: { isBeside: boolean }) {
  const people = useReading<DemoPerson[]>('/api/demo/people');
  const busyWith = useSignal<string | null>(null);
  const failure = useSignal<unknown>(null);
  const be = async (person: DemoPerson) => {
    busyWith.value = person.id;
    failure.value = null;
    try {
      await signInAs(person.id);
      if (location.pathname.startsWith('/sign-in')) navigate('/', { replace: true });
    } catch (refusal) {
      failure.value = refusal;
    } finally {
      busyWith.value = null;
    }
  };

  if (people.answer === null) return <Waiting failure={people.failure} onRetry={people.again} />;
  return (
    <>
      {isBeside && <h2>{tell('signIn.demoTitle')}</h2>}
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
