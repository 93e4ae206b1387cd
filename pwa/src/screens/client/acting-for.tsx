/** A relative's page: for whom she acts, what waits for its client's word, and the place for a new code. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { InvitationSummary, MandateSummary, Mandates } from '../../api/schema';
import { navigate } from '../../navigate';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { EnterCode } from '../../parts/enter-code';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { checkSession, session } from '../../session';
import { tell } from '../../words/mandates';
import { ActForAnotherLink } from './act-for-another';
import { WhatItCovers } from './what-it-covers';

export function ActingFor({ code }: { code: string }) {
  const isRelative = session.value?.role === 'relative';
  const reading = useReading<Mandates>('/api/mandates');
  const [taken, setTaken] = useState<InvitationSummary | null>(null);
  useLive(null, reading.again);
  const { mandates, invitations } = isRelative && reading.answer ? reading.answer : { mandates: [], invitations: [] };
  // She who is here as a client herself sees what she has just taken; the rest is on her page as a relative.
  const waiting = isRelative ? invitations : taken ? [taken] : [];
  return (
    <Screen title={tell('acting.title')} back="/">
      <AgeOf reading={reading} />
      {!reading.answer && reading.failure === null && <Busy what={tell('mandates.loading')} />}
      {waiting.map((one) => (
        <Notice key={one.id} kind="info" title={tell('acting.waits', { name: one.clientName })}>
          <p>{tell('acting.waitsNext')}</p>
          <WhatItCovers terms={one} />
        </Notice>
      ))}
      <EnterCode
        code={code}
        onCode={async (number) => {
          setTaken(await ask<InvitationSummary>('POST', '/api/mandates/invitations/taken', { code: number }));
          // The code has been used: whoever comes back finds an empty field.
          navigate('/mandates', { replace: true });
          reading.again();
        }}
      />
      {isRelative && reading.answer && mandates.length === 0 && waiting.length === 0 && (
        <Empty title={tell('acting.none')} icon="person">
          <p>{tell('acting.noneNext')}</p>
        </Empty>
      )}
      {mandates.map((mandate) => (
        <Acting key={mandate.id} mandate={mandate} onGivenUp={reading.again} />
      ))}
      <ActForAnotherLink />
    </Screen>
  );
}

function Acting({ mandate, onGivenUp }: { mandate: MandateSummary; onGivenUp: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const sending = useSending();
  const giveUp = () =>
    sending.send(async () => {
      await ask('POST', `/api/mandates/${mandate.id}/end`, {});
      onGivenUp();
      await checkSession();
    });
  return (
    <Card title={mandate.clientName} level={2}>
      <WhatItCovers terms={mandate} />
      {mandate.state === 'holds' && <Button href={`/person/${mandate.clientId}`}>{tell('acting.open')}</Button>}
      {isAsked ? (
        <Notice kind="warn" focused title={tell('acting.giveUpAsk')}>
          <p>{tell('acting.giveUpNext')}</p>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <div class="buttons">
            <Button onClick={() => setAsked(false)}>{tell('acting.keep')}</Button>
            <Button kind="primary" busy={sending.busy} onClick={() => void giveUp()}>
              {tell('acting.giveUpYes')}
            </Button>
          </div>
        </Notice>
      ) : (
        <Button kind="plain" onClick={() => setAsked(true)}>
          {tell('acting.giveUp')}
        </Button>
      )}
    </Card>
  );
}
