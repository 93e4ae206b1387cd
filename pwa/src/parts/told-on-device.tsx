/** Whether messages come to this device: one switch, and what stands in its way. */
import { useEffect, useState } from 'preact/hooks';
import type { Told } from '../api/schema';
import { session } from '../session';
import { tell } from '../words/told';
import { Button } from './button';
import { Notice } from './notice';
import { FailureView } from './problem';
import { useSending } from './sending';
import { beginHere, endHere, type Here, isToldHere, NoPushService } from './told-here';

export function OnThisDevice({ told, onTold }: { told: Told; onTold: (told: Told) => void }) {
  const [here, setHere] = useState<Here | null>(null);
  const sending = useSending();
  const person = session.value?.person.id ?? '';
  const look = () => void isToldHere(person).then(setHere);
  useEffect(() => {
    look();
    // Back from the settings, where she may have allowed it.
    addEventListener('visibilitychange', look);
    return () => removeEventListener('visibilitychange', look);
  }, [person]);

  const change = (work: () => Promise<Told | null>) =>
    void sending.send(async () => {
      try {
        const now = await work();
        if (now) onTold(now);
      } finally {
        setHere(await isToldHere(person));
      }
    });

  return (
    <section class="part" aria-labelledby="told-here">
      <h2 id="told-here">{tell('told.here')}</h2>
      {here === 'on' && (
        <Notice kind="done" title={tell('told.hereOn')}>
          <p>{tell('told.hereOnNext')}</p>
        </Notice>
      )}
      {here === 'off' && (
        <Notice kind="info" title={tell('told.hereOff')} announced={false}>
          <p>{tell('told.hereOffNext')}</p>
        </Notice>
      )}
      {(here === 'denied' || here === 'install' || here === 'unsupported') && (
        <Notice kind="warn" title={tell(`told.${here}`)}>
          <p>{tell(`told.${here}Next`)}</p>
        </Notice>
      )}
      {sending.failure instanceof NoPushService ? (
        <Notice kind="refused" title={tell('told.noService')}>
          <p>{tell('told.noServiceNext')}</p>
        </Notice>
      ) : (
        sending.failure !== null && <FailureView failure={sending.failure} />
      )}
      {here === 'off' && (
        <Button
          kind="primary"
          wide
          icon="bell"
          busy={sending.busy}
          onClick={() => change(() => beginHere(person, told.pushKey))}
        >
          {tell('told.begin')}
        </Button>
      )}
      {here === 'on' && (
        <Button wide busy={sending.busy} onClick={() => change(endHere)}>
          {tell('told.end')}
        </Button>
      )}
      {told.phones > 0 && <p class="soft">{tell('told.others', { count: told.phones })}</p>}
    </section>
  );
}
