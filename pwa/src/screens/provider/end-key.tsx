/** Ending a key: what stops and what stays is said before it is done. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ProviderKeySummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { tell } from '../../words/own-systems';

export function EndKey({ of: key, onEnded }: { of: ProviderKeySummary; onEnded: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const sending = useSending();
  const end = async () => {
    if (await sending.send(() => ask<void>('DELETE', `/api/provider/keys/${key.id}`))) onEnded();
  };
  return (
    <>
      <div class="buttons">
        <Button onClick={() => setAsked(true)}>{tell('keys.end')}</Button>
      </div>
      {isAsked && (
        <Dialog
          title={tell('keys.endTitle', { name: key.name })}
          onClose={() => {
            setAsked(false);
            sending.forget();
          }}
        >
          <p>{tell('keys.endWhat')}</p>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" busy={sending.busy} wide onClick={() => void end()}>
            {tell('keys.end')}
          </Button>
        </Dialog>
      )}
    </>
  );
}
