/** What the worker should know of the phone itself before she relies on it. */
import { lossIsKnown } from '../../offline/changes';
import { clockBehindMs } from '../../offline/clock';
import { lostVisits, syncProblem } from '../../offline/signals';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { ProblemView } from '../../parts/problem';
import { duration } from '../../words/formats';
import { tell } from '../../words/phone';

interface PhoneNoticesProps {
  isClockWrong: boolean;
  hasWaitedLong: boolean;
  isUnreadRefused: boolean;
}

export default function PhoneNotices({ isClockWrong, hasWaitedLong, isUnreadRefused }: PhoneNoticesProps) {
  const minutes = Math.round(clockBehindMs.value / 60_000);
  return (
    <>
      {lostVisits.value > 0 && (
        <Notice
          kind="refused"
          title={tell('home.lost', { count: lostVisits.value })}
          action={<Button onClick={lossIsKnown}>{tell('home.lostKnown')}</Button>}
        >
          <p>{tell('home.lostNext')}</p>
        </Notice>
      )}
      {hasWaitedLong && (
        <Notice
          kind="warn"
          title={tell('home.waitsLong')}
          action={
            <Button icon="phone" href="/phone">
              {tell('home.toPhone')}
            </Button>
          }
        >
          <p>{tell('home.waitsLongNext')}</p>
        </Notice>
      )}
      {isUnreadRefused && (
        <Notice
          kind="warn"
          title={tell('home.notAccepted')}
          action={
            <Button icon="phone" href="/phone">
              {tell('home.toPhone')}
            </Button>
          }
        >
          <p>{tell('home.notAcceptedNext')}</p>
        </Notice>
      )}
      {syncProblem.value && <ProblemView problem={syncProblem.value} />}
      {isClockWrong && (
        <Notice
          kind="warn"
          title={tell(minutes > 0 ? 'home.clockBehind' : 'home.clockAhead', { time: duration(Math.abs(minutes)) })}
        >
          <p>{tell('home.clockNext')}</p>
        </Notice>
      )}
    </>
  );
}
