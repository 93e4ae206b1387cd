/** What waits on this phone, and what the worker should know of the phone itself before she relies on it. */
import { lossIsKnown } from '../../offline/changes';
import { clockBehindMs } from '../../offline/clock';
import { lostVisits, outboxCount, syncProblem, syncState } from '../../offline/signals';
import { Button } from '../../parts/button';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { t } from '../../words';
import { duration } from '../../words/formats';

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

export function PhoneNotices() {
  const minutes = Math.round(clockBehindMs.value / 60_000);
  return (
    <>
      {lostVisits.value > 0 && (
        <Notice
          kind="refused"
          title={t('home.lost', { count: lostVisits.value })}
          action={<Button onClick={lossIsKnown}>{t('home.lostKnown')}</Button>}
        >
          <p>{t('home.lostNext')}</p>
        </Notice>
      )}
      {syncProblem.value && <ProblemView problem={syncProblem.value} />}
      {Math.abs(clockBehindMs.value) >= CLOCK_ERROR_SHOWN_MS && (
        <Notice
          kind="warn"
          title={t(minutes > 0 ? 'home.clockBehind' : 'home.clockAhead', { time: duration(Math.abs(minutes)) })}
        >
          <p>{t('home.clockNext')}</p>
        </Notice>
      )}
    </>
  );
}
