/** Who acts for a client, as her granter sees, enters and ends it; and the day on which a client died. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ClientRow, MandateSummary, Mandates } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { useSending } from '../../parts/sending';
import { dayOf, shortDay } from '../../words/formats';
import { tell as tellMandate } from '../../words/mandates';
import { tell } from '../../words/official';
import { EnterDeath } from './enter-death';
import { EnterMandate } from './enter-mandate';

interface PartProps {
  client: ClientRow;
  onChange: () => void;
}

export function MandatesPart({ client, onChange }: PartProps) {
  const reading = useReading<Mandates>(`/api/clients/${client.id}/mandates`);
  const [open, setOpen] = useState<'mandate' | 'death' | null>(null);
  const { mandates = [], invitations = [] } = reading.answer ?? {};
  const standing = mandates.filter(({ state }) => state !== 'over');
  const past = mandates.filter(({ state }) => state === 'over');
  const changed = () => {
    setOpen(null);
    reading.again();
    onChange();
  };
  return (
    <section class="part" aria-labelledby="mandates">
      <h2 id="mandates">{tell('official.title')}</h2>
      <AgeOf reading={reading} />
      {reading.answer && standing.length === 0 && !client.diedOn && (
        <Empty title={tell('official.none')} icon="person">
          <p>{tell('official.noneNext')}</p>
        </Empty>
      )}
      {standing.map((mandate) => (
        <Standing key={mandate.id} mandate={mandate} onEnded={changed} />
      ))}
      {invitations.map(({ id, representativeName }) => (
        <p key={id} class="soft">
          {representativeName ? tell('official.waits', { name: representativeName }) : tell('official.waitsCode')}
        </p>
      ))}
      {!client.diedOn && (
        <div class="buttons">
          <Button icon="person" onClick={() => setOpen('mandate')}>
            {tell('official.enter')}
          </Button>
          <Button kind="plain" onClick={() => setOpen('death')}>
            {tell('death.enter')}
          </Button>
        </div>
      )}
      {past.length > 0 && (
        <details class="past">
          <summary>{tell('official.past')}</summary>
          {past.map((mandate) => (
            <p key={mandate.id}>
              {mandate.representativeName}. {tellMandate('mandates.endedOn', { day: shortDay(endOf(mandate)) })}
            </p>
          ))}
        </details>
      )}
      {open === 'mandate' && <EnterMandate client={client} onClose={() => setOpen(null)} onEntered={changed} />}
      {open === 'death' && <EnterDeath client={client.id} onClose={() => setOpen(null)} onEntered={changed} />}
    </section>
  );
}

function Standing({ mandate, onEnded }: { mandate: MandateSummary; onEnded: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const sending = useSending();
  const name = mandate.representativeName;
  const more = mandate.scopes.filter((scope) => scope !== 'see_visits');
  const end = () =>
    sending.send(async () => {
      await ask('POST', `/api/mandates/${mandate.id}/end`, {});
      onEnded();
    });
  return (
    <Card title={name}>
      <p>
        {tellMandate(`source.${mandate.source}`)}
        {mandate.reference && `, ${mandate.reference}`}
      </p>
      {more.length > 0 && <p>{more.map((scope) => tell(`official.${scope}`)).join(', ')}</p>}
      <p class="soft">
        {shortDay(mandate.firstDay)}–{mandate.lastDay && shortDay(mandate.lastDay)}
      </p>
      {isAsked ? (
        <Notice kind="warn" focused title={tell('official.endOf', { name })}>
          <p>{tell('official.endNext')}</p>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <div class="buttons">
            <Button onClick={() => setAsked(false)}>{tell('official.keep')}</Button>
            <Button kind="primary" busy={sending.busy} onClick={() => void end()}>
              {tell('official.end')}
            </Button>
          </div>
        </Notice>
      ) : (
        <Button kind="plain" onClick={() => setAsked(true)}>
          {tell('official.end')}
        </Button>
      )}
    </Card>
  );
}

function endOf({ endedAt, lastDay, firstDay }: MandateSummary): string {
  return endedAt ? dayOf(endedAt) : (lastDay ?? firstDay);
}

/** Said above everything of a client who has died; a mistake can be taken back. */
export function DeathNotice({ client, onChange }: PartProps) {
  const sending = useSending();
  if (!client.diedOn) return null;
  const withdraw = () =>
    sending.send(async () => {
      await ask('DELETE', `/api/clients/${client.id}/death`);
      onChange();
    });
  return (
    <Notice kind="warn" title={tell('death.title', { day: shortDay(client.diedOn) })} announced={false}>
      <p>{tell('death.next')}</p>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="plain" busy={sending.busy} onClick={() => void withdraw()}>
        {tell('death.withdraw')}
      </Button>
    </Notice>
  );
}
