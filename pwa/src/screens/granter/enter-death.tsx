/** The day on which a client died, after what it ends has been read. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { today } from '../../words/formats';
import { tell } from '../../words/official';

interface EnterProps {
  client: string;
  onClose: () => void;
  onEntered: () => void;
}

export function EnterDeath({ client, onClose, onEntered }: EnterProps) {
  const [diedOn, setDiedOn] = useState(today());
  const sending = useSending();
  const enter = (event: Event) => {
    event.preventDefault();
    void sending.send(async () => {
      await ask('PUT', `/api/clients/${client}/death`, { diedOn });
      onEntered();
    });
  };
  return (
    <Dialog title={tell('death.enter')} onClose={onClose}>
      <form class="part" noValidate onSubmit={enter}>
        <p>{tell('death.what')}</p>
        <Field type="date" label={tell('death.day')} value={diedOn} onInput={setDiedOn} />
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy} wide>
          {tell('death.save')}
        </Button>
      </form>
    </Dialog>
  );
}
