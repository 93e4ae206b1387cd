/** A client's own page on who acts for her: who has come with her code, who acts now, and which codes wait. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { InvitationSummary, MandateSummary, Mandates } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { dayOf, shortDay } from '../../words/formats';
import { tell } from '../../words/mandates';
import { ActForAnotherLink } from './act-for-another';
import { InvitationCode } from './invitation-code';
import { WhatItCovers } from './what-it-covers';

/** What has just been done here, said where she looks. */
interface Said {
  title: string;
  next?: string;
}

export function WhoActs({ client }: { client: string }) {
  const reading = useReading<Mandates>(`/api/mandates?client=${client}`);
  const [said, say] = useState<Said | null>(null);
  useLive(client, reading.again);
  const { mandates = [], invitations = [] } = reading.answer ?? {};
  const standing = mandates.filter(({ state }) => state !== 'over');
  const past = mandates.filter(({ state }) => state === 'over');
  const done = (what: Said) => {
    say(what);
    reading.again();
  };
  return (
    <Screen title={tell('mandates.title')} lede={tell('mandates.lede')} back="/">
      <AgeOf reading={reading} />
      {!reading.answer && reading.failure === null && <Busy what={tell('mandates.loading')} />}
      {said && (
        <Notice kind="done" focused key={said.title} title={said.title}>
          {said.next && <p>{said.next}</p>}
        </Notice>
      )}
      {invitations
        .filter(({ code }) => code === null)
        .map((taken) => (
          <Taken key={taken.id} taken={taken} onDone={done} />
        ))}
      {invitations
        .filter(({ code }) => code !== null)
        .map((waiting) => (
          <InvitationCode key={waiting.id} waiting={waiting} onWithdrawn={reading.again} />
        ))}
      {reading.answer && standing.length === 0 && (
        <Empty title={tell('mandates.none')} icon="person">
          <p>{tell('mandates.noneNext')}</p>
        </Empty>
      )}
      {standing.length > 0 && (
        <section class="part" aria-labelledby="acts-now">
          <h2 id="acts-now">{tell('mandates.now')}</h2>
          {standing.map((mandate) => (
            <Standing key={mandate.id} mandate={mandate} onDone={done} />
          ))}
        </section>
      )}
      {reading.answer && (
        <Button kind={invitations.length === 0 ? 'primary' : 'plain'} wide href={`/mandates/${client}/new`}>
          {tell('mandates.give')}
        </Button>
      )}
      {past.length > 0 && <Past mandates={past} />}
      <ActForAnotherLink />
    </Screen>
  );
}

function Taken({ taken, onDone }: { taken: InvitationSummary; onDone: (said: Said) => void }) {
  const sending = useSending();
  const name = taken.representativeName ?? '';
  const place = `/api/mandates/invitations/${taken.id}`;
  const accept = () =>
    sending.send(async () => {
      await ask('POST', `${place}/confirmation`, {});
      onDone({ title: tell('invited.done', { name }) });
    });
  const refuse = () =>
    sending.send(async () => {
      await ask('DELETE', place);
      onDone({ title: tell('invited.refused') });
    });
  return (
    <Notice kind="warn" title={tell('invited.title', { name })}>
      <p>{tell('invited.ask')}</p>
      <WhatItCovers terms={taken} />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <div class="buttons">
        <Button kind="primary" busy={sending.busy} onClick={() => void accept()}>
          {tell('invited.yes')}
        </Button>
        <Button busy={sending.busy} onClick={() => void refuse()}>
          {tell('invited.no')}
        </Button>
      </div>
    </Notice>
  );
}

function Standing({ mandate, onDone }: { mandate: MandateSummary; onDone: (said: Said) => void }) {
  const sending = useSending();
  const name = mandate.representativeName;
  const end = () =>
    sending.send(async () => {
      await ask('POST', `/api/mandates/${mandate.id}/end`, {});
      onDone({ title: tell('mandates.ended', { name }), next: tell('mandates.endedNext') });
    });
  return (
    <Card title={name}>
      <WhatItCovers terms={mandate} />
      <p class="soft">{tell(`source.${mandate.source}`)}</p>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {mandate.mayEnd ? (
        <Button wide busy={sending.busy} onClick={() => void end()}>
          {tell('mandates.end')}
        </Button>
      ) : (
        <p>{tell('mandates.notYours')}</p>
      )}
    </Card>
  );
}

function Past({ mandates }: { mandates: MandateSummary[] }) {
  return (
    <details class="past">
      <summary>{tell('mandates.past')}</summary>
      <ul class="covers">
        {mandates.map((mandate) => (
          <li key={mandate.id}>
            {mandate.representativeName}. {tell('mandates.endedOn', { day: shortDay(endOf(mandate)) })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function endOf({ endedAt, lastDay, firstDay }: MandateSummary): string {
  return endedAt ? dayOf(endedAt) : (lastDay ?? firstDay);
}
