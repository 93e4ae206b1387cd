/** The worker's first screen: the visit going on, the way to open a voucher under the thumb, and today's visits. */
import { now } from '../../offline/clock';
import { ongoing, visits } from '../../offline/signals';
import type { OngoingVisit } from '../../offline/store';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { Screen } from '../../parts/screen';
import { localDay } from '../../rules/days';
import { t } from '../../words';
import { longDay } from '../../words/formats';
import { RunningClock } from './running-clock';
import { lampOf, nameOf, sumOf, VisitRows } from './visit-row';
import { PhoneNotices, Waiting } from './waiting';

const ROUND = () => import('./round');

export function Home() {
  const today = localDay(now());
  const todays = visits.value.filter(({ startedAt }) => localDay(Date.parse(startedAt)) === today);
  const refused = visits.value.filter((visit) => lampOf(visit) === 'refused' && !todays.includes(visit));
  return (
    <Screen
      title={longDay(today)}
      action={
        <Button kind={ongoing.value ? 'quiet' : 'primary'} icon="scan" href="/scan" wide>
          {t('home.scan')}
        </Button>
      }
    >
      <PhoneNotices />
      <Waiting />
      {ongoing.value && <GoingOn visit={ongoing.value} />}
      <Fetched part={ROUND} given={{}} isExtra>
        {refused.length > 0 && (
          <section class="part" aria-labelledby="refused">
            <h2 id="refused">{t('home.refused')}</h2>
            <VisitRows visits={refused} />
          </section>
        )}
        <section class="part" aria-labelledby="todays">
          <div class="part-head">
            <h2 id="todays">{t('home.todays')}</h2>
            {todays.length > 0 && <p class="soft">{sumOf(todays)}</p>}
          </div>
          {todays.length > 0 ? (
            <VisitRows visits={todays} />
          ) : (
            <Empty title={t('home.none')} icon="scan">
              <p>{t('home.noneNext')}</p>
            </Empty>
          )}
        </section>
      </Fetched>
    </Screen>
  );
}

function GoingOn({ visit }: { visit: OngoingVisit }) {
  return (
    <section class="going-on" aria-labelledby="going-on">
      <h2 id="going-on">{nameOf(visit)}</h2>
      <RunningClock visit={visit} />
      <Button kind="primary" href="/visit" wide>
        {t('ongoing.open')}
      </Button>
    </section>
  );
}
