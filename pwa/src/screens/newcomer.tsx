/** Somebody who has proved who she is and is nobody here yet: a code that she was handed, or a mandate at Suomi.fi, lets her in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { NewcomerSummary, SignedIn, WhereToChoose } from '../api/schema';
import { navigate } from '../navigate';
import { Busy } from '../parts/busy';
import { Button } from '../parts/button';
import { Card } from '../parts/card';
import { EnterCode } from '../parts/enter-code';
import { LanguageChoice } from '../parts/language-choice';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { useReading } from '../parts/reading';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { signInBy } from '../session';
import { language } from '../words';
import { tell } from '../words/newcomer';
import { tell as tellSuomiFi } from '../words/suomi-fi';

/** `next` is the page that she was on her way to: that of a code, perhaps. */
export default function Newcomer({ next }: { next: string }) {
  const reading = useReading<NewcomerSummary>('/api/newcomer');
  const newcomer = reading.answer;
  return (
    <Screen title={tell('newcomer.title')} {...(newcomer && { lede: tell('newcomer.lede', { name: newcomer.name }) })}>
      {reading.failure !== null && (
        <>
          <FailureView failure={reading.failure} />
          <Button wide href="/sign-in">
            {tell('newcomer.signIn')}
          </Button>
        </>
      )}
      {!newcomer && reading.failure === null && <Busy what={tell('newcomer.loading')} />}
      {newcomer && <WaysIn newcomer={newcomer} code={/^\/act\/([^/]{1,60})$/.exec(next)?.[1] ?? ''} />}
      <LanguageChoice />
    </Screen>
  );
}

function WaysIn({ newcomer, code }: { newcomer: NewcomerSummary; code: string }) {
  const leaving = useSending();
  const token = newcomer.csrfToken;
  const take = async (number: string) => {
    await signInBy(() => ask<SignedIn>('POST', '/api/newcomer/invitation', { code: number }, { token }));
    navigate('/mandates', { replace: true });
  };
  const leave = () =>
    leaving.send(async () => {
      await ask('DELETE', '/api/newcomer', undefined, { token });
      navigate('/sign-in', { replace: true });
    });
  return (
    <>
      <p>{tell('newcomer.how')}</p>
      <EnterCode code={code} onCode={take} />
      {newcomer.hasMandateService && <BySuomiFi token={token} />}
      <Card>
        <p>{tell('newcomer.others')}</p>
      </Card>
      {leaving.failure !== null && <FailureView failure={leaving.failure} />}
      <Button wide kind="plain" busy={leaving.busy} onClick={() => void leave()}>
        {tell('newcomer.leave')}
      </Button>
    </>
  );
}

/** She presses, chooses at Suomi.fi, and comes back to this page with a code of its. */
function BySuomiFi({ token }: { token: string }) {
  const sending = useSending();
  const [isCancelled, setCancelled] = useState(false);
  const isRead = useRef(false);
  const answer = (code: string) =>
    sending.send(async () => {
      await signInBy(() => ask<SignedIn>('POST', '/api/newcomer/answer', { code }, { token }));
      navigate('/', { replace: true });
    });
  useEffect(() => {
    if (isRead.current || !location.pathname.startsWith('/act-for-another')) return;
    isRead.current = true;
    const code = new URLSearchParams(location.search).get('code');
    // Read once and gone, as on the page of those who are signed in.
    history.replaceState(null, '', location.pathname);
    if (code) void answer(code);
    else setCancelled(true);
  }, []);
  const choose = () =>
    sending.send(async () => {
      const body = { language: language.value };
      const { address } = await ask<WhereToChoose>('POST', '/api/newcomer/choice', body, { token });
      location.assign(address);
    });
  return (
    <section class="part" aria-labelledby="by-suomi-fi">
      <h2 id="by-suomi-fi">{tellSuomiFi('suomi.title')}</h2>
      <p>{tellSuomiFi('suomi.lede')}</p>
      <p>{tellSuomiFi('suomi.day')}</p>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {isCancelled && (
        <Notice kind="info" title={tellSuomiFi('suomi.cancelled')}>
          <p>{tellSuomiFi('suomi.cancelledNext')}</p>
        </Notice>
      )}
      {sending.busy && <Busy what={tellSuomiFi('suomi.asking')} />}
      <Button wide busy={sending.busy} onClick={() => void choose()}>
        {tellSuomiFi('suomi.go')}
      </Button>
    </section>
  );
}
