/** A phone that was told to be lost, or whose owner works no more: nothing can be read, and what waits still leaves. */
import { useEffect } from 'preact/hooks';
import { outboxCount, phoneStanding, syncState } from '../../offline/signals';
import { sync } from '../../offline/sync';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { t } from '../../words';
import { tell } from '../../words/stopped';

export default function StoppedPhone() {
  const why = phoneStanding.value ?? 'lost';
  useEffect(() => void sync(), []);
  const count = outboxCount.value;
  return (
    <Screen
      title={tell(`stopped.${why}`)}
      action={
        <Button kind="primary" icon="scan" wide href="/join">
          {tell('stopped.join')}
        </Button>
      }
    >
      <p>{tell(`stopped.${why}What`)}</p>
      <Notice kind={count > 0 ? 'info' : 'done'} announced={false} title={waiting(count)}>
        {count > 0 && <p>{tell(syncState.value === 'offline' ? 'stopped.noNetwork' : 'stopped.goesOn')}</p>}
      </Notice>
      <p>{tell(`stopped.${why}Next`)}</p>
      <div class="buttons">
        <Button icon="keys" href="/sealed">
          {tell('stopped.record')}
        </Button>
      </div>
    </Screen>
  );
}

function waiting(count: number): string {
  return count > 0 ? t('phone.waiting', { count }) : tell('stopped.allSent');
}
