/** One's own visits of the last days, by day, each with where it is now. */

import type { OwnVisit } from '../../offline/own-visit';
import { provisions, storageIsKept, visits } from '../../offline/signals';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { Notice } from '../../parts/notice';
import { Screen } from '../../parts/screen';
import { t } from '../../words';
import { dayOf, moment, nearDay } from '../../words/formats';
import { tell } from '../../words/own';
import { sumOf, VisitRows } from './visit-row';
import { Waiting } from './waiting';

const MONTHS = () => import('./months');

export default function Today({ reference }: { reference: string }) {
  return reference === 'months' ? <Fetched part={MONTHS} given={{}} /> : <LastDays />;
}

function LastDays() {
  const days = new Map<string, OwnVisit[]>();
  for (const visit of visits.value) {
    const day = dayOf(visit.startedAt);
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return (
    <Screen title={tell('own.title')} {...(provisions.value && { lede: freshness(provisions.value.serverTime) })}>
      <Waiting />
      {!!provisions.value?.leftOut && (
        <Notice kind="warn" announced={false} title={tell('own.leftOut', { count: provisions.value.leftOut })}>
          <p>{tell('own.leftOutMeans')}</p>
        </Notice>
      )}
      {days.size === 0 && (
        <Empty title={tell('own.none')} icon="today">
          <p>{t('home.noneNext')}</p>
        </Empty>
      )}
      {[...days].map(([day, ofDay]) => (
        <section key={day} class="part" aria-labelledby={`day-${day}`}>
          <div class="part-head">
            <h2 id={`day-${day}`}>{nearDay(day)}</h2>
            <p class="soft">{sumOf(ofDay)}</p>
          </div>
          <VisitRows visits={ofDay} />
        </section>
      ))}
      <Button href="/today/months" icon="clock">
        {tell('own.months')}
      </Button>
      {storageIsKept.value !== null && <p class="soft">{tell(storageIsKept.value ? 'own.kept' : 'own.notKept')}</p>}
    </Screen>
  );
}

function freshness(serverTime: string): string {
  return tell('own.updated', { moment: moment(serverTime) });
}
