/** Visits that come to the office in a file, from a phone that cannot send them: taken to the server as they are. */
import { useSignal } from '@preact/signals';
import { Busy } from '../../parts/busy';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { envelopesIn, FILE_NAME } from '../../rescue/parcel';
import { tell } from '../../words/provider';

interface Outcome {
  received: number;
  refused: number;
}

export function BroughtFile({ onReceived }: { onReceived: () => void }) {
  const isSending = useSignal(false);
  const outcome = useSignal<Outcome | 'not-read' | null>(null);
  const failure = useSignal<unknown>(null);
  const take = async (picked: HTMLInputElement): Promise<void> => {
    const file = picked.files?.[0];
    if (!file) return;
    outcome.value = null;
    failure.value = null;
    isSending.value = true;
    try {
      outcome.value = await brought(await file.text());
      onReceived();
    } catch (cause) {
      failure.value = cause;
    } finally {
      isSending.value = false;
      // The same file may be picked again.
      picked.value = '';
    }
  };
  return (
    <section class="part" aria-labelledby="brought">
      <h2 id="brought">{tell('brought.title')}</h2>
      <p class="soft">{tell('brought.what', { name: FILE_NAME })}</p>
      <label class="button button-quiet file-pick">
        <Icon name="picture" />
        <span>{tell('brought.choose')}</span>
        <input
          class="for-ears"
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget }) => take(currentTarget)}
        />
      </label>
      {isSending.value && <Busy what={tell('brought.sending')} />}
      <div class="part" role="status">
        {outcome.value === 'not-read' && (
          <Notice kind="warn" announced={false} title={tell('brought.notRead')}>
            <p>{tell('brought.notReadNext')}</p>
          </Notice>
        )}
        {outcome.value !== null && outcome.value !== 'not-read' && <Told outcome={outcome.value} />}
      </div>
      {failure.value !== null && <FailureView failure={failure.value} />}
    </section>
  );
}

function Told({ outcome: { received, refused } }: { outcome: Outcome }) {
  return (
    <>
      {received > 0 && <Notice kind="done" announced={false} title={tell('brought.received', { count: received })} />}
      {refused > 0 && (
        <Notice kind="warn" announced={false} title={tell('brought.refused', { count: refused })}>
          <p>{tell('brought.refusedNext')}</p>
        </Notice>
      )}
    </>
  );
}

/** Take what a file holds to the server; an office's page has no device of its own. */
async function brought(text: string): Promise<Outcome | 'not-read'> {
  const envelopes = envelopesIn(text);
  if (!envelopes?.length) return 'not-read';
  const { deliver } = await import('../../offline/delivering');
  let received = 0;
  await deliver(crypto.randomUUID(), envelopes, null, async ({ receipts }) => {
    received += receipts.length;
  });
  return { received, refused: envelopes.length - received };
}
