/** The worker's round: what is planned for today, what of it is done, and what has changed since she last looked. */
import { useEffect } from 'preact/hooks';
import type { PlannedAtDoor } from '../../api/schema';
import { now } from '../../offline/clock';
import { dropOldDoors } from '../../offline/door-notes';
import { acknowledgeRound } from '../../offline/seen-round';
import { provisions, visits } from '../../offline/signals';
import type { KeptRound } from '../../offline/store';
import { Button } from '../../parts/button';
import { deviationSaid } from '../../parts/left-reason';
import { Notice } from '../../parts/notice';
import { dayAfter, instantOf, localDay } from '../../rules/days';
import { wasNotMade } from '../../rules/deviation';
import { changesOf, pairUp, type RoundChange } from '../../rules/round';
import { session } from '../../session';
import { say } from '../../words';
import { clockSpan, dayOf, moment, nearDay } from '../../words/formats';
import { tell } from '../../words/round';
import '../../style/round.css';
import { AtDoor } from './at-door';

export default function Round() {
  const { round, serverTime } = provisions.value ?? {};
  if (!round || !serverTime) return null;
  return <Shown round={round} serverTime={serverTime} />;
}

function Shown({ round, serverTime }: { round: KeptRound; serverTime: string }) {
  const today = localDay(now());
  const done = doneOf(round.visits);
  useEffect(() => {
    const worker = session.peek()?.person.id;
    if (worker) void dropOldDoors(worker);
  }, [serverTime]);
  const todays = round.visits.filter(({ startsAt }) => dayOf(startsAt) === today);
  const later = round.visits.filter(({ startsAt }) => dayOf(startsAt) > today);
  const left = todays.filter(({ id }) => !done.has(id));
  if (todays.length === 0 && later.length === 0 && round.seen.visits.length === 0) return null;
  return (
    <section class="part" aria-labelledby="round">
      <div class="part-head">
        <h2 id="round">{tell('round.title')}</h2>
        {todays.length > 0 && (
          <p class="soft">{left.length > 0 ? tell('round.left', { count: left.length }) : tell('round.allDone')}</p>
        )}
      </div>
      <Changes round={round} />
      {todays.length === 0 ? (
        <p>{tell('round.noneToday')}</p>
      ) : (
        <Rows visits={todays} done={done} next={left[0]?.id ?? null} />
      )}
      {later.length > 0 && <Later visits={later} done={done} />}
      {round.leftOut > 0 && <p>{tell('round.leftOut', { count: round.leftOut })}</p>}
      <p class="soft">{tell('round.updated', { moment: moment(serverTime) })}</p>
    </section>
  );
}

/** Which of the planned have been recorded on this phone, received or not. */
function doneOf(planned: readonly PlannedAtDoor[]): Map<string, string> {
  const me = session.value?.person.id ?? '';
  return pairUp(
    planned.map(({ id, voucherNumber, startsAt }) => ({ id, voucher: voucherNumber, worker: me, startsAt })),
    visits.value
      .filter(({ isWithdrawn, state }) => !isWithdrawn && state !== 'refused')
      .map(({ id, voucherNumber, startedAt }) => ({ id, voucher: voucherNumber, worker: me, startedAt })),
  );
}

interface RowsProps {
  visits: PlannedAtDoor[];
  done: Map<string, string>;
  next: string | null;
}

function Rows({ visits: planned, done, next }: RowsProps) {
  return (
    <ol class="own-visits">
      {planned.map((visit) => {
        const recorded = done.get(visit.id);
        return (
          <li key={visit.id}>
            <a
              class={recorded ? 'own-visit planned-done' : 'own-visit'}
              href={recorded ? `/visits/${recorded}` : `/v/${visit.voucherNumber}`}
            >
              <span class="own-visit-time">{clockSpan(visit.startsAt, visit.endsAt)}</span>
              <span class="own-visit-name">{visit.clientName}</span>
              <span class="own-visit-service">{servedBy(visit)}</span>
              {(recorded || visit.id === next) && (
                <span class="planned-mark">{recorded ? outcomeOf(recorded) : tell('round.next')}</span>
              )}
            </a>
            {!recorded && <AtDoor visit={visit.id} name={visit.clientName} />}
          </li>
        );
      })}
    </ol>
  );
}

/** What came of it: it is done, or what was in its way. */
function outcomeOf(visit: string): string {
  const { code } = visits.value.find(({ id }) => id === visit)?.deviation ?? {};
  return code && wasNotMade(code) ? deviationSaid(code) : tell('round.done');
}

function servedBy({ serviceCode, withWorkers }: PlannedAtDoor): string {
  const service = provisions.value?.services.find(({ code }) => code === serviceCode);
  const others = withWorkers.length > 0 && tell('round.with', { names: withWorkers.join(', ') });
  return [service && say(service.name), others].filter(Boolean).join(' · ');
}

function Later({ visits: planned, done }: Omit<RowsProps, 'next'>) {
  const days = [...new Set(planned.map(({ startsAt }) => dayOf(startsAt)))];
  return (
    <details class="round-later">
      <summary>{tell('round.later')}</summary>
      {days.map((day) => (
        <div key={day} class="part">
          <h3>{nearDay(day)}</h3>
          <Rows visits={planned.filter(({ startsAt }) => dayOf(startsAt) === day)} done={done} next={null} />
        </div>
      ))}
    </details>
  );
}

function Changes({ round }: { round: KeptRound }) {
  const seenUntil = instantOf(dayAfter(round.seen.lastDay, 1), '00:00') ?? 0;
  const changes = changesOf(round.seen.visits, round.visits, { nowMs: now(), seenUntil });
  if (changes.length === 0) return null;
  return (
    <Notice
      kind="warn"
      announced={false}
      title={tell('round.changed')}
      action={
        <Button onClick={() => void acknowledgeRound(session.peek()?.person.id ?? '', round.broughtAt)}>
          {tell('round.gotIt')}
        </Button>
      }
    >
      <ul class="round-changes">
        {changes.map((change) => (
          <li key={change.visit.id}>{changeSaid(change)}</li>
        ))}
      </ul>
    </Notice>
  );
}

function changeSaid({ kind, visit, before }: RoundChange<PlannedAtDoor>): string {
  const said = { name: visit.clientName, when: whenOf(visit) };
  return kind === 'moved' && before
    ? tell('round.moved', { ...said, was: whenOf(before) })
    : tell(kind === 'gone' ? 'round.gone' : 'round.new', said);
}

function whenOf({ startsAt, endsAt }: PlannedAtDoor): string {
  const day = dayOf(startsAt);
  const span = clockSpan(startsAt, endsAt);
  return day === localDay(now()) ? span : `${nearDay(day)} ${span}`;
}
