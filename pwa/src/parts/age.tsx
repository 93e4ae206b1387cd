/** How old the shown words are, said only when they may be old. */
import { Offline } from '../api/client';
import { t } from '../words';
import { moment } from '../words/formats';
import { Icon } from './icon';
import { FailureView } from './problem';
import type { Reading } from './reading';

/** Without a failure nothing; without a network the age of what is shown; otherwise what went wrong. */
export function AgeOf({ reading }: { reading: Reading<unknown> }) {
  if (reading.failure === null) return null;
  if (reading.receivedAt === null || !(reading.failure instanceof Offline)) {
    return <FailureView failure={reading.failure} onRetry={reading.again} />;
  }
  return (
    <div class="calm" role="status">
      <Icon name="noNetwork" />
      <p>
        <strong>{t('offline.title')}.</strong> {t('offline.shownAt', { moment: moment(reading.receivedAt) })}{' '}
        {t('offline.text')}
      </p>
    </div>
  );
}
