/** A relative chooses to act for another person: she is sent to Suomi.fi by her own press only, and comes back here. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { MandateService, MayActFor, WhereToChoose } from '../../api/schema';
import { navigate } from '../../navigate';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { checkSession, session } from '../../session';
import { language } from '../../words';
import { tell } from '../../words/suomi-fi';

/** Where Suomi.fi sends her back to; the server has registered it. */
export const ACT_FOR_ANOTHER = '/act-for-another';

/** The way in, where this service has joined Suomi.fi; nothing where it has not. */
export function ActForAnotherLink() {
  const service = useReading<MandateService>('/api/suomi-fi');
  if (!service.answer?.isJoined) return null;
  return (
    <Card>
      <p>{tell('suomi.openWhy')}</p>
      <Button href={ACT_FOR_ANOTHER}>{tell('suomi.open')}</Button>
    </Card>
  );
}

export function ActForAnother() {
  const choosing = useSending();
  const answering = useSending();
  const [isCancelled, setCancelled] = useState(false);
  const isRead = useRef(false);

  const answer = async (code: string) => {
    await answering.send(async () => {
      const { clients } = await ask<MayActFor>('POST', '/api/suomi-fi/answer', { code });
      await checkSession();
      // A client goes over to acting for another herself, as to any other role of hers.
      navigate(session.value?.role === 'relative' ? `/person/${clients[0]}` : '/roles', { replace: true });
    });
  };

  useEffect(() => {
    if (isRead.current) return;
    isRead.current = true;
    const { search } = location;
    if (search === '') return;
    // Read once and gone: the code stays in no address, and reloading the page does not send it again.
    history.replaceState(null, '', ACT_FOR_ANOTHER);
    const code = new URLSearchParams(search).get('code');
    if (code) void answer(code);
    else setCancelled(true);
  }, []);

  const choose = () => {
    answering.forget();
    setCancelled(false);
    void choosing.send(async () => {
      const { address } = await ask<WhereToChoose>('POST', '/api/suomi-fi/choice', { language: language.value });
      location.assign(address);
    });
  };

  if (answering.busy) {
    return (
      <Screen title={tell('suomi.title')}>
        <Busy what={tell('suomi.asking')} />
      </Screen>
    );
  }
  return (
    <Screen
      title={tell('suomi.title')}
      lede={tell('suomi.lede')}
      back="/mandates"
      action={
        <Button kind="primary" wide busy={choosing.busy} onClick={choose}>
          {tell('suomi.go')}
        </Button>
      }
    >
      {answering.failure !== null && <FailureView failure={answering.failure} />}
      {choosing.failure !== null && <FailureView failure={choosing.failure} />}
      {isCancelled && (
        <Notice kind="info" title={tell('suomi.cancelled')}>
          <p>{tell('suomi.cancelledNext')}</p>
        </Notice>
      )}
      <Card>
        <p>{tell('suomi.how')}</p>
        <p>{tell('suomi.which')}</p>
        <p>{tell('suomi.day')}</p>
      </Card>
      <p class="soft">{tell('suomi.guardian')}</p>
    </Screen>
  );
}
