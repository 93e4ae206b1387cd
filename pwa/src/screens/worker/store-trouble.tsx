/** The phone cannot save: what keeps it from that, what can be done about it, and what is safe all the same. */
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { t } from '../../words';
import { tell } from '../../words/store-trouble';

type Trouble = 'blocked' | 'full' | 'otherTab';

/** What keeps the phone from saving, by the names browsers give it; null for what is no trouble of its memory. */
export function troubleIn(failure: unknown): Trouble | null {
  if (!(failure instanceof Error)) return null;
  if (failure.name === 'QuotaExceededError') return 'full';
  // Firefox in a private window of old, Chromium and Safari with a site's data forbidden; without any at all.
  if (['SecurityError', 'InvalidStateError', 'NotAllowedError'].includes(failure.name)) return 'blocked';
  if (failure instanceof ReferenceError || failure instanceof TypeError)
    return 'indexedDB' in globalThis ? null : 'blocked';
  return failure.message.includes('another tab') ? 'otherTab' : null;
}

export default function StoreTrouble({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  const trouble = troubleIn(failure);
  const retry = onRetry && { onRetry };
  if (trouble === null) return <FailureView failure={failure} {...retry} />;
  return (
    <Notice
      kind="refused"
      title={tell(`store.${trouble}`)}
      action={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      <p>{tell(`store.${trouble}Next`)}</p>
    </Notice>
  );
}
