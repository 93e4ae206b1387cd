/** A visit that has been recorded: where it is now, what was said of it, and the next step when it was refused. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ToldDeviation } from '../../api/schema';
import { navigate } from '../../navigate';
import { discard, sendAnew } from '../../offline/correcting';
import type { OwnVisit } from '../../offline/own-visit';
import { provisions, type SyncState, syncProblem, syncState, visits } from '../../offline/signals';
import { sync } from '../../offline/sync';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Fetched } from '../../parts/fetched';
import { deviationSaid, reasonSaid } from '../../parts/left-reason';
import { Notice } from '../../parts/notice';
import { FailureView, ProblemView, slugIn } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { grouped } from '../../rules/number';
import { timeQuality } from '../../rules/visit';
import { problemWords, say, t } from '../../words';
import { clockSpan, dayOf, duration, longDay, moment } from '../../words/formats';
import { type RecordedKey, tell } from '../../words/recorded';
import { effectSaid, ruleFor } from './booked';
import { Changing, RefusedChange } from './changing';
import { Differences } from './differences';
import { Photos } from './photos';
import { Receipt } from './receipt';
import { nameOf } from './visit-row';
import '../../style/door.css';

const FORETELLING = () => import('./foretelling');

/** Refused for something that may since have been mended: a voucher entered, the app updated, a number given anew. */
const WORTH_SENDING_AGAIN = ['voucher-not-found', 'unknown-mutation', 'invalid-request', 'number-used-twice'];

function isWorth(slug: string): boolean {
  return WORTH_SENDING_AGAIN.includes(slug);
}

function isWorthSending({ state, problem }: OwnVisit): boolean {
  return state === 'refused' && problem !== null && isWorth(slugIn(problem));
}

export default function RecordedVisit({ reference }: { reference: string }) {
  const visit = visits.value.find(({ id }) => id === reference);
  if (!visit) {
    return (
      <Screen title={tell('recorded.title')} back="/">
        <Empty title={tell('recorded.unknown')} icon="today" />
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
          {tell(isWorthSending(visit) ? 'recorded.again' : 'recorded.next')}
        </Button>
      }
    >
      <Heard>
        {visit.isWithdrawn && (
          <Notice kind="info" announced={false} title={t('lamp.withdrawn')}>
            <p>{tell('correcting.withdrawnMeans')}</p>
          </Notice>
        )}
        <Standing visit={visit} />
      </Heard>
      {visit.refusedChange && <RefusedChange change={visit.refusedChange} isWorth={isWorth} />}
      {isForetold(visit) && <Fetched part={FORETELLING} given={{ visit }} isExtra />}
      <Summary visit={visit} />
      {visit.before && !visit.isWithdrawn && <Differences was={visit.before} now={visit} />}
      {!visit.isWithdrawn && visit.state !== 'refused' && <Photos visit={visit.id} />}
      {visit.state === 'refused' ? <WaysOn visit={visit} /> : <Changing visit={visit} />}
      {visit.state === 'received' && <Receipt key={visit.record} visit={visit} />}
    </Screen>
  );
}

/** Until a settlement has it, the phone tells what it knows itself. */
function isForetold({ isWithdrawn, state, payment }: OwnVisit): boolean {
  return !isWithdrawn && state !== 'refused' && payment === null;
}

function Summary({ visit }: { visit: OwnVisit }) {
  return (
    <Card>
      <p class={visit.isWithdrawn ? 'recorded-time withdrawn' : 'recorded-time'}>
        {clockSpan(visit.startedAt, visit.endedAt)} <span>{duration(visit.minutes)}</span>
      </p>
      <p>{longDay(dayOf(visit.startedAt))}</p>
      {visit.deviation && <WentOtherwise visit={visit} went={visit.deviation} />}
      {visit.tasks.length > 0 && (
        <ul class="recorded-tasks">
          {visit.tasks.map((task) => (
            <li key={task.slug}>
              {task.done
                ? tell('recorded.taskDone', { task: say(task.name) })
                : t(task.reason ? 'visit.notDoneBecause' : 'visit.notDone', {
                    task: say(task.name),
                    reason: task.reason === null ? '' : reasonSaid(task.reason),
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

/** What was otherwise than booked, and what it does to the visit's pay. */
function WentOtherwise({ visit, went }: { visit: OwnVisit; went: ToldDeviation }) {
  const known = provisions.value?.services.find(({ name }) => name.fi === visit.service?.fi);
  const rule = ruleFor(visit.voucherNumber, known?.code ?? null, visit.startedAt);
  return (
    <p>
      <strong>{deviationSaid(went.code)}</strong>
      <br />
      {effectSaid(went, rule, known?.unit ?? null)}
    </p>
  );
}

/** One lasting place whose changes are heard; it is there before its first words, so that those are heard too. */
function Heard({ children }: { children: ComponentChildren }) {
  const [isReady, setReady] = useState(false);
  useEffect(() => setReady(true), []);
  return (
    <div class="part" role="status">
      {isReady && children}
    </div>
  );
}

/** Says it only when it is so: on the disk of this phone, on its way, in the county's hands. */
function Standing({ visit }: { visit: OwnVisit }) {
  if (visit.state === 'refused' && visit.problem) return <ProblemView problem={visit.problem} announced={false} />;
  if (visit.state === 'sending') return <Notice kind="info" announced={false} title={t('lamp.sending')} />;
  if (visit.state === 'received') {
    return (
      <>
        <Notice kind="done" announced={false} title={t(`lamp.${visit.payment ?? 'received'}`)}>
          {visit.receivedAt && <p>{moment(visit.receivedAt)}</p>}
        </Notice>
        {visit.toReview.map((slug) => (
          <Notice key={slug} kind="warn" announced={false} title={problemWords(slug)?.title ?? t('lamp.review')}>
            <p>{problemWords(slug)?.next}</p>
          </Notice>
        ))}
      </>
    );
  }
  return (
    <>
      <OnThisPhone isHeld={visit.problem !== null} />
      {willDiffer(visit) && (
        <Notice kind="warn" announced={false} title={tell('recorded.clockDiffers')}>
          <p>{tell('recorded.clockDiffersMeans')}</p>
        </Notice>
      )}
    </>
  );
}

/** Whether its times will be looked at: the phone can tell before the server does. */
function willDiffer({ startedAt, endedAt, elapsedSeconds, clock }: OwnVisit): boolean {
  const lengthSeconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const clocks = { lengthSeconds, elapsedSeconds, offsetAgeSeconds: clock?.ageSeconds ?? null };
  return timeQuality({ ...clocks, differsAtSending: false }) === 'differs';
}

/** When it leaves: each state of the way to the server has its own words. */
const LEAVES: Record<SyncState, RecordedKey> = {
  idle: 'recorded.leavesNow',
  sending: 'recorded.leavesNow',
  offline: 'recorded.waitsForNetwork',
  'sign-in-needed': 'recorded.signInNeeded',
  refused: 'recorded.cannotLeave',
};

function OnThisPhone({ isHeld }: { isHeld: boolean }) {
  const isBarred = syncState.value === 'refused';
  return (
    <>
      <Notice kind={isHeld ? 'warn' : 'done'} announced={false} title={t(isHeld ? 'lamp.held' : 'lamp.phone')}>
        <p>{tell(LEAVES[syncState.value])}</p>
      </Notice>
      {isBarred && syncProblem.value && <ProblemView problem={syncProblem.value} announced={false} />}
    </>
  );
}

/** What can be done with a refused recording besides recording the visit anew. */
function WaysOn({ visit }: { visit: OwnVisit }) {
  const isAsking = useSignal(false);
  const wasAsked = useSignal(false);
  const failure = useSignal<unknown>(null);
  const isWorth = isWorthSending(visit);
  const ask = (asking: boolean) => () => {
    isAsking.value = asking;
    wasAsked.value = true;
  };
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
        focused
        title={tell('recorded.discardAsk')}
        action={
          <div class="buttons">
            <Button onClick={act(discard)}>{tell('recorded.discardYes')}</Button>
            <Button onClick={ask(false)}>{tell('recorded.keep')}</Button>
          </div>
        }
      >
        <p>{tell(isWorth ? 'recorded.discardMeans' : 'recorded.discardForGood')}</p>
      </Notice>
    );
  }
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      {!isWorth && <p>{tell('recorded.callOffice')}</p>}
      <div class="buttons">
        {isWorth && <Button onClick={act(sendAnew)}>{tell('recorded.sendAnew')}</Button>}
        <Button focused={wasAsked.value} onClick={ask(true)}>
          {tell('recorded.discard')}
        </Button>
      </div>
    </>
  );
}
