/** Visits that come to the office in a file, from a phone that cannot send them: taken to the server as they are. */
import { useSignal } from '@preact/signals';
import type { ProblemDetails } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { envelopesIn, FILE_NAME } from '../../rescue/parcel';
import { tell } from '../../words/provider';

interface Outcome {
  total: number;
  received: number;
  refused: ProblemDetails[];
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
      await bring(await file.text(), (known) => {
        outcome.value = known;
      });
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
      {isSending.value && <Busy what={progressSaid(outcome.value)} />}
      <div class="part" role="status">
        {outcome.value === 'not-read' && (
          <Notice kind="warn" announced={false} title={tell('brought.notRead')}>
            <p>{tell('brought.notReadNext')}</p>
          </Notice>
        )}
        {!isSending.value && outcome.value !== null && outcome.value !== 'not-read' && <Told outcome={outcome.value} />}
      </div>
      {failure.value !== null && <FailureView failure={failure.value} />}
    </section>
  );
}

function progressSaid(outcome: Outcome | 'not-read' | null): string {
  if (outcome === null || outcome === 'not-read') return tell('brought.sending');
  return tell('brought.progress', { done: outcome.received + outcome.refused.length, total: outcome.total });
}

function Told({ outcome: { total, received, refused } }: { outcome: Outcome }) {
  const left = total - received - refused.length;
  return (
    <>
      {received > 0 && <Notice kind="done" announced={false} title={tell('brought.received', { count: received })} />}
      {refused.length > 0 && (
        <Notice kind="warn" announced={false} title={tell('brought.refused', { count: refused.length })}>
          <ul>
            {reasonsIn(refused).map(([reason, count]) => (
              <li key={reason}>{tell('brought.reason', { reason, count })}</li>
            ))}
          </ul>
          <p>{tell('brought.refusedNext')}</p>
        </Notice>
      )}
      {left > 0 && (
        <Notice kind="warn" announced={false} title={tell('brought.left', { count: left })}>
          <p>{tell('brought.leftNext')}</p>
        </Notice>
      )}
    </>
  );
}

/** Each reason once, with how many records it keeps out. */
function reasonsIn(refused: ProblemDetails[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { title } of refused) counts.set(title, (counts.get(title) ?? 0) + 1);
  return [...counts];
}

/** Take what a file holds to the server, telling as it goes; an office's page has no device of its own. */
async function bring(text: string, tellSoFar: (outcome: Outcome | 'not-read') => void): Promise<void> {
  const envelopes = envelopesIn(text);
  if (!envelopes?.length) {
    tellSoFar('not-read');
    return;
  }
  const { deliver } = await import('../../offline/delivering');
  let known: Outcome = { total: envelopes.length, received: 0, refused: [] };
  tellSoFar(known);
  await deliver(crypto.randomUUID(), envelopes, null, async ({ receipts, refusals }) => {
    known = {
      ...known,
      received: known.received + receipts.length,
      refused: [...known.refused, ...refusals.map(({ problem }) => problem)],
    };
    tellSoFar(known);
  });
}
