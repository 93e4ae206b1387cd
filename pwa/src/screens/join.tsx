/** A worker takes this phone into use: the office's code, whose and for whom it is, and her yes. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask } from '../api/client';
import type { EnrolmentOffer, SignedIn } from '../api/schema';
import { navigate } from '../navigate';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { LanguageChoice } from '../parts/language-choice';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { deviceHasPasskeys } from '../passkeys';
import { codeInLink } from '../scan/enrolment';
import { session, signInBy } from '../session';
import { tell } from '../words/join';
import { AskForCode } from './join-code';
import { OfferPasskey } from './offer-passkey';
import '../style/rescue.css';

/** Where she goes next: the page is drawn anew for whoever is signed in now. */
const OFFER = '/join/passkey';

export default function Join({ path }: { path: string }) {
  const code = useSignal(codeInLink(location.href));
  useEffect(() => {
    // The code opens once and is nobody else's: it stays in no history.
    history.replaceState(null, '', location.pathname);
    const followed = (): void => {
      code.value = codeInLink(location.href) ?? code.peek();
      history.replaceState(null, '', location.pathname);
    };
    addEventListener('hashchange', followed);
    return () => removeEventListener('hashchange', followed);
  }, []);
  if (path === OFFER && session.value !== null) return <OfferPasskey />;
  if (code.value !== null) {
    return (
      <Offered
        key={code.value}
        code={code.value}
        onAgain={() => {
          code.value = null;
        }}
      />
    );
  }
  return (
    <Screen title={tell('join.title')} lede={tell('join.lede')} back="/">
      <AskForCode
        onCode={(read) => {
          code.value = read;
        }}
      />
      <LanguageChoice />
    </Screen>
  );
}

function Offered({ code, onAgain }: { code: string; onAgain: () => void }) {
  const offer = useSignal<EnrolmentOffer | null>(null);
  const isSomebodyElse = useSignal(false);
  const looking = useSending();
  const joining = useSending();
  const look = (): void => {
    void looking.send(async () => {
      offer.value = await ask<EnrolmentOffer>('POST', '/api/enrolment/look', { code });
    });
  };
  useEffect(look, []);
  const join = async (person: string, isSamePerson = false): Promise<void> => {
    const done = await joining.send(async () => {
      const { deviceOf } = await import('../offline/enrolling');
      const device = await deviceOf(person);
      await signInBy(() => ask<SignedIn>('POST', '/api/enrolment', { code, device, isSamePerson }));
    });
    if (done) navigate((await deviceHasPasskeys()) ? OFFER : '/', { replace: true });
  };
  const failure = looking.failure ?? joining.failure;
  const again = (
    <Button icon="scan" onClick={onAgain}>
      {tell('join.again')}
    </Button>
  );
  if (offer.value === null) {
    return (
      <Screen title={tell('join.title')} back="/">
        {failure === null ? <Busy what={tell('join.looking')} /> : <FailureView failure={failure} onRetry={look} />}
        {failure !== null && <div class="buttons">{again}</div>}
      </Screen>
    );
  }
  const { person, workerName, providerName, mayBeYou } = offer.value;
  const here = session.value?.person;
  if (mayBeYou && here && !isSomebodyElse.value) {
    return (
      <Screen
        title={tell('join.same', { name: workerName })}
        action={
          <Button kind="primary" wide busy={joining.busy} onClick={() => void join(here.id, true)}>
            {tell('join.sameYes')}
          </Button>
        }
      >
        <Who worker={workerName} provider={providerName} />
        <p>{tell('join.sameNext')}</p>
        {failure !== null && <FailureView failure={failure} />}
        <div class="buttons">
          <Button
            onClick={() => {
              joining.forget();
              isSomebodyElse.value = true;
            }}
          >
            {tell('join.sameNo')}
          </Button>
        </div>
      </Screen>
    );
  }
  return (
    <Screen
      title={tell('join.title')}
      action={
        <Button kind="primary" wide busy={joining.busy} onClick={() => void join(person)}>
          {tell('join.confirm')}
        </Button>
      }
    >
      <Who worker={workerName} provider={providerName} />
      <p>{tell('join.becomes')}</p>
      <OtherPerson person={person} />
      <BesideHomeScreen />
      {failure !== null && (
        <>
          <FailureView failure={failure} />
          <div class="buttons">{again}</div>
        </>
      )}
      <details>
        <summary>{tell('join.notMe', { name: workerName })}</summary>
        <p>{tell('join.notMeNext')}</p>
      </details>
    </Screen>
  );
}

function Who({ worker, provider }: { worker: string; provider: string }) {
  return (
    <dl class="facts">
      <div>
        <dt>{tell('join.worker')}</dt>
        <dd>
          <strong>{worker}</strong>
        </dd>
      </div>
      <div>
        <dt>{tell('join.provider')}</dt>
        <dd>
          <strong>{provider}</strong>
        </dd>
      </div>
    </dl>
  );
}

function OtherPerson({ person }: { person: string }) {
  const here = session.value?.person;
  if (!here || here.id === person) return null;
  return (
    <Notice kind="warn" announced={false} title={tell('join.other', { name: here.name })}>
      <p>{tell('join.otherNext')}</p>
    </Notice>
  );
}

/** On iOS what is opened from the home screen has a memory of its own, which Safari does not share. */
function BesideHomeScreen() {
  const isApple = /iPhone|iPad/.test(navigator.userAgent);
  const isFromHomeScreen = matchMedia('(display-mode: standalone)').matches;
  return isApple && !isFromHomeScreen ? <p class="soft">{tell('join.inSafari')}</p> : null;
}
