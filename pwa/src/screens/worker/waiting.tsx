/** What waits on this phone, and what the worker should know of the phone itself before she relies on it. */
import { clockBehindMs } from '../../offline/clock';
import { lostVisits, oldestWaiting, outboxCount, syncProblem, syncState, unreadEntries } from '../../offline/signals';
import { Fetched } from '../../parts/fetched';
import { Icon } from '../../parts/icon';
import { t } from '../../words';

const NOTICES = () => import('./phone-notices');
/** A smaller error of the clock is let pass everywhere (two minutes, `rules/visit.ts`). */
const CLOCK_ERROR_SHOWN_MS = 120_000;

export function Waiting() {
  const count = outboxCount.value;
  const isOffline = syncState.value === 'offline';
  if (count === 0 && !isOffline) return null;
  return (
    <div class="calm" role="status">
      <Icon name={isOffline ? 'noNetwork' : 'send'} />
      <p>
        {count > 0 && <strong>{t('phone.waiting', { count })} </strong>}
        {isOffline && t(count > 0 ? 'home.leavesByItself' : 'home.offline')}
      </p>
    </div>
  );
}

/** A visit that has waited longer is talked about: a closed app sends nothing. */
const LONGEST_QUIET_WAIT_MS = 86_400_000;

/** What is amiss with the phone; seldom anything, so its words and looks are fetched when there is. */
export function PhoneNotices() {
  const isClockWrong = Math.abs(clockBehindMs.value) >= CLOCK_ERROR_SHOWN_MS;
  const hasWaitedLong = oldestWaiting.value !== null && Date.now() - oldestWaiting.value > LONGEST_QUIET_WAIT_MS;
  const isUnreadRefused = unreadEntries.value.some(({ state }) => state === 'refused');
  if (lostVisits.value === 0 && !syncProblem.value && !isClockWrong && !hasWaitedLong && !isUnreadRefused) return null;
  return <Fetched part={NOTICES} given={{ isClockWrong, hasWaitedLong, isUnreadRefused }} isExtra />;
}
