/** One person's page: today first, then what is left of each grant, then the month's visits; it keeps itself fresh. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ActedFor, PlannedSummary, VisitSummary, VoucherSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { bring, Fetched } from '../../parts/fetched';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { type Reading, useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { StateLamp } from '../../parts/state-lamp';
import { VisitEntry } from '../../parts/visit-entry';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/client';
import { clockSpan, dayOf, longDay, shortDay, today } from '../../words/formats';
import { DecisionsSection } from './decisions-section';
import { VisitsGoingOn } from './going-on';
import { chooseLetters, largeLetters } from './large-letters';
import { VisitVoice } from './visit-voice';
import { maySpeak, useVoices } from './voices';
import { VoucherTicket } from './voucher-ticket';

const PRESENCE = () => import('./presence-link');
const PLANNED = () => import('./today-section');
const MONTH = () => import('./month-section');

// Fetched with the page itself. One that cannot be says so where it belongs.
const brought = Promise.allSettled([bring(PRESENCE), bring(PLANNED)]);

export function PersonPage({ person, back }: { person: ActedFor; back: string | undefined }) {
  const keeper = `${session.value?.person.id}.${person.id}`;
  const day = today();
  const month = day.slice(0, 7);
  const vouchers = useReading<VoucherSummary[]>(`/api/vouchers?client=${person.id}`, `${keeper}.vouchers`);
  const visits = useReading<VisitSummary[]>(`/api/visits?client=${person.id}&month=${month}`, `${keeper}.visits`);
  const planned = useReading<PlannedSummary[]>(
    `/api/planned-visits?client=${person.id}&firstDay=${day}&days=7`,
    `${keeper}.planned`,
  );
  const voices = useVoices(person, month);
  const [refused, setRefused] = useState<VoucherSummary | null>(null);
  const arrived = useArrivals(visits.answer);
  const isLive = useLive(person.id, () => {
    vouchers.again();
    visits.again();
    planned.again();
    voices.again();
  });
  const isHerself = session.value?.person.name === person.name && session.value?.role === 'client';
  const todays = visits.answer?.filter((visit) => dayOf(visit.startedAt) === day);
  const isGathered = useGathered([vouchers, visits, planned, voices]);
  return (
    <Screen
      title={person.name}
      lede={tell(isHerself ? 'client.ownServices' : 'client.followedServices')}
      {...(back && { back })}
    >
      <p class="for-ears" role="status">
        {arrived.latest && announcement(arrived.latest)}
      </p>
      <AgeOf reading={visits.failure === null ? vouchers : visits} />
      {!isGathered && <Busy what={tell('client.loading')} />}
      {isGathered && (
        <>
          <section class="part" aria-labelledby="today">
            <div class="part-head">
              <h2 id="today">{tell('client.today', { day: longDay(day) })}</h2>
              {isLive && <StateLamp state="live" />}
            </div>
            <VisitsGoingOn person={person} visits={visits.answer} />
            {!!planned.answer?.length && <Fetched part={PLANNED} given={{ planned: planned.answer }} isExtra />}
            <Todays
              visits={todays}
              isNew={(visit) => arrived.ids.has(visit.id)}
              hasFailed={visits.failure !== null}
              voiceOf={(visit) => <VisitVoice person={person} visit={visit} month={month} voices={voices} isFresh />}
            />
          </section>
          <Fetched part={PRESENCE} given={{ person }} isExtra />
          <Vouchers
            vouchers={vouchers.answer}
            ticket={(voucher) => (
              <VoucherTicket
                key={voucher.id}
                voucher={voucher}
                person={person}
                isHerself={isHerself}
                keeper={keeper}
                readAt={vouchers.receivedAt}
                onRefused={() => {
                  setRefused(voucher);
                  vouchers.again();
                }}
              />
            )}
            refused={refused}
          />
          <DecisionsSection person={person} keeper={keeper} />
          <div class="own-data">
            {maySpeak(person) && (
              <Button wide icon="phone" href={`/contact/${person.id}`}>
                {tell('client.contact')}
              </Button>
            )}
            <LettersChoice />
            <Button wide icon="bell" href="/told">
              {tell('client.told')}
            </Button>
            <Button wide icon="person" href={isHerself ? `/mandates/${person.id}` : '/mandates'}>
              {tell(isHerself ? 'client.whoActs' : 'client.ownMandates')}
            </Button>
            {(isHerself || person.byLaw) && (
              <Button wide icon="eye" href={`/who-looked/${person.id}`}>
                {tell(isHerself ? 'client.whoLooked' : 'client.whoLookedOf')}
              </Button>
            )}
          </div>
          <Fetched
            part={MONTH}
            given={{
              person,
              keeper,
              thisMonth: visits,
              theseVoices: voices,
              isNew: (visit: VisitSummary) => arrived.ids.has(visit.id),
            }}
            isExtra
          />
        </>
      )}
    </Screen>
  );
}

/** Whether all that the page begins with has come, or has failed to: shown piece by piece it would move under her finger. */
function useGathered(readings: Reading<unknown>[]): boolean {
  const areBrought = useSignal(false);
  useEffect(() => {
    void brought.then(() => {
      areBrought.value = true;
    });
  }, []);
  return areBrought.value && readings.every(({ answer, failure }) => answer !== null || failure !== null);
}

/** To the page in large letters, or away from it for good. */
function LettersChoice() {
  if (largeLetters.value) {
    return (
      <Button wide icon="person" onClick={() => chooseLetters(false)}>
        {tell('client.usualLetters')}
      </Button>
    );
  }
  return (
    <Button wide icon="eye" href="/" onClick={() => chooseLetters(true)}>
      {tell('client.largeLetters')}
    </Button>
  );
}

interface TodaysProps {
  visits: VisitSummary[] | undefined;
  isNew: (visit: VisitSummary) => boolean;
  hasFailed: boolean;
  voiceOf: (visit: VisitSummary) => ComponentChildren;
}

function Todays({ visits, isNew, hasFailed, voiceOf }: TodaysProps) {
  if (!visits) return hasFailed ? null : <Busy what={tell('client.loading')} />;
  if (visits.length === 0) {
    return (
      <Empty title={tell('client.noneToday')} icon="clock">
        <p>{tell('client.noneTodayNext')}</p>
      </Empty>
    );
  }
  return (
    <ol class="visits visits-today">
      {visits.map((visit) => (
        <VisitEntry key={visit.id} visit={visit} isNew={isNew(visit)} state={voiceOf(visit)} />
      ))}
    </ol>
  );
}

interface VouchersProps {
  vouchers: VoucherSummary[] | null;
  ticket: (voucher: VoucherSummary) => ComponentChildren;
  /** What has just been given up here; its ticket is among those that are over now. */
  refused: VoucherSummary | null;
}

function Vouchers({ vouchers, ticket, refused }: VouchersProps) {
  if (vouchers === null) return null;
  const open = vouchers.filter((voucher) => voucher.state !== 'closed');
  const closed = vouchers.filter((voucher) => voucher.state === 'closed');
  return (
    <section class="part" aria-labelledby="grants">
      <h2 id="grants">{tell('client.grants')}</h2>
      {refused && (
        <Notice kind="done" focused title={tell('refusal.done', { day: shortDay(today()) })}>
          <p>{tell('refusal.doneNext', { organiser: say(refused.organiser) })}</p>
        </Notice>
      )}
      {open.length === 0 && (
        <Empty title={tell('client.noGrants')} icon="voucher">
          <p>{tell('client.noGrantsNext')}</p>
        </Empty>
      )}
      {open.map(ticket)}
      {closed.length > 0 && (
        <details class="past">
          <summary>{tell('client.closedGrants', { count: closed.length })}</summary>
          {closed.map(ticket)}
        </details>
      )}
    </section>
  );
}

function announcement(visit: VisitSummary): string {
  const time = clockSpan(visit.startedAt, visit.endedAt);
  return tell('client.arrived', { time, worker: visit.workerName });
}

/** Which visits have come while the page was open: the first answer is what was, later ones bring what is new. */
function useArrivals(visits: VisitSummary[] | null): { ids: Set<string>; latest: VisitSummary | null } {
  const known = useRef<Set<string> | null>(null);
  const [arrived, setArrived] = useState<{ ids: Set<string>; latest: VisitSummary | null }>({
    ids: new Set(),
    latest: null,
  });
  useEffect(() => {
    if (visits === null) return;
    const before = known.current;
    known.current = new Set(visits.map((visit) => visit.id));
    const fresh = before ? visits.filter((visit) => !before.has(visit.id)) : [];
    const [latest] = fresh;
    if (latest) setArrived(({ ids }) => ({ ids: new Set([...ids, ...fresh.map((visit) => visit.id)]), latest }));
  }, [visits]);
  return arrived;
}
