/** A visit that has been recorded: where it is now, what was said of it, and the next step when it was refused. */
import { useSignal } from '@preact/signals';
import { navigate } from '../../navigate';
import { discard, sendAnew } from '../../offline/outbox';
import { syncState, visits } from '../../offline/signals';
import type { OwnVisit } from '../../offline/store';
import { sync } from '../../offline/sync';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { FailureView, ProblemView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { grouped } from '../../rules/number';
import { problemWords, say, t } from '../../words';
import { clockSpan, dayOf, duration, longDay, moment } from '../../words/formats';
import { nameOf } from './visit-row';
import '../../style/door.css';

export default function RecordedVisit({ reference }: { reference: string }) {
  const visit = visits.value.find(({ id }) => id === reference);
  if (!visit) {
    return (
      <Screen title={t('recorded.title')} back="/">
        <Empty title={t('recorded.unknown')} icon="today" />
      </Screen>
    );
  }
  return (
    <Screen
      title={nameOf(visit)}
      lede={visit.service && say(visit.service)}
      back="/"
      action={
        <Button kind={visit.state === 'refused' ? 'quiet' : 'primary'} icon="scan" href="/scan" wide>
          {t(visit.state === 'refused' ? 'recorded.again' : 'recorded.next')}
        </Button>
      }
    >
      <Standing visit={visit} />
      <Summary visit={visit} />
      {visit.state === 'refused' && <WaysOn visit={visit} />}
    </Screen>
  );
}

function Summary({ visit }: { visit: OwnVisit }) {
  return (
    <Card>
      <p class="recorded-time">
        {clockSpan(visit.startedAt, visit.endedAt)} <span>{duration(visit.minutes)}</span>
      </p>
      <p>{longDay(dayOf(visit.startedAt))}</p>
      {visit.tasks.length > 0 && (
        <ul class="recorded-tasks">
          {visit.tasks.map((task) => (
            <li key={task.slug}>
              {task.done
                ? t('recorded.taskDone', { task: say(task.name) })
                : t(task.reason ? 'visit.notDoneBecause' : 'visit.notDone', {
                    task: say(task.name),
                    reason: task.reason ?? '',
                  })}
            </li>
          ))}
        </ul>
      )}
      {visit.note && <p class="recorded-note">{visit.note}</p>}
      <p class="soft">{t('worker.voucherNumber', { number: grouped(visit.voucherNumber) })}</p>
    </Card>
  );
}

/** Says it only when it is so: on the disk of this phone, on its way, in the county's hands. */
function Standing({ visit }: { visit: OwnVisit }) {
  if (visit.state === 'refused' && visit.problem) return <ProblemView problem={visit.problem} />;
  if (visit.state === 'sending') return <Notice kind="info" title={t('lamp.sending')} />;
  if (visit.state === 'received') {
    return (
      <>
        <Notice kind="done" title={t('lamp.received')}>
          {visit.receivedAt && <p>{moment(visit.receivedAt)}</p>}
        </Notice>
        {visit.toReview.map((slug) => (
          <Notice key={slug} kind="warn" title={problemWords(slug)?.title ?? t('lamp.review')}>
            <p>{problemWords(slug)?.next}</p>
          </Notice>
        ))}
      </>
    );
  }
  return (
    <Notice kind="done" title={t('lamp.phone')}>
      <p>{t(syncState.value === 'offline' ? 'recorded.waitsForNetwork' : 'recorded.leavesNow')}</p>
    </Notice>
  );
}

/** What can be done with a refused recording besides recording the visit anew. */
function WaysOn({ visit }: { visit: OwnVisit }) {
  const isAsking = useSignal(false);
  const failure = useSignal<unknown>(null);
  const act = (work: (id: string) => Promise<void>) => async () => {
    try {
      await work(visit.id);
      void sync();
      navigate('/', { replace: true });
    } catch (cause) {
      failure.value = cause;
    }
  };
  if (isAsking.value) {
    return (
      <Notice
        kind="warn"
        title={t('recorded.discardAsk')}
        action={
          <div class="buttons">
            <Button onClick={act(discard)}>{t('recorded.discardYes')}</Button>
            <Button
              onClick={() => {
                isAsking.value = false;
              }}
            >
              {t('recorded.keep')}
            </Button>
          </div>
        }
      >
        <p>{t('recorded.discardMeans')}</p>
      </Notice>
    );
  }
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      <div class="buttons">
        <Button onClick={act(sendAnew)}>{t('recorded.sendAnew')}</Button>
        <Button
          onClick={() => {
            isAsking.value = true;
          }}
        >
          {t('recorded.discard')}
        </Button>
      </div>
    </>
  );
}
