/** Closing a phone that is lost, with what that does said first; and opening the way for one that was found. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { PhoneSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { tell } from '../../words/workers';

export function LosePhone({ phone, onChanged }: { phone: PhoneSummary; onChanged: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const sending = useSending();
  const path = `/api/phones/${phone.id}/loss`;
  if (phone.lostAt !== null) {
    const find = async (): Promise<void> => {
      if (await sending.send(() => ask<void>('DELETE', path))) onChanged();
    };
    return (
      <>
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <div class="buttons">
          <Button busy={sending.busy} onClick={() => void find()}>
            {tell('phone.found')}
          </Button>
        </div>
      </>
    );
  }
  const lose = async (): Promise<void> => {
    if (!(await sending.send(() => ask<void>('POST', path, {})))) return;
    setAsked(false);
    onChanged();
  };
  return (
    <>
      <div class="buttons">
        <Button onClick={() => setAsked(true)}>{tell('phone.lost')}</Button>
      </div>
      {isAsked && (
        <Dialog
          title={tell('phone.lostTitle', { name: phone.workerName })}
          onClose={() => {
            setAsked(false);
            sending.forget();
          }}
        >
          <ul>
            <li>{tell('phone.lostWhat1')}</li>
            <li>{tell('phone.lostWhat2')}</li>
            <li>{tell('phone.lostWhat3')}</li>
          </ul>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" wide busy={sending.busy} onClick={() => void lose()}>
            {tell('phone.lostDo')}
          </Button>
        </Dialog>
      )}
    </>
  );
}
