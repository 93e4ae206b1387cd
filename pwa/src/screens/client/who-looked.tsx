/** Who has looked at a client's data, by day and person, each to be asked about with one tap (703/2023 s.11); and all her data. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ActedFor, Viewing } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { useLive } from '../../parts/live';
import { MonthChoice } from '../../parts/month-choice';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { TakeData } from '../../parts/take-data';
import { didSaid, purposeSaid, whoSaid } from '../../parts/viewing-said';
import { session } from '../../session';
import '../../style/viewings.css';
import { say } from '../../words';
import { longDay, monthName, shortDay, today } from '../../words/formats';
import { tell } from '../../words/viewings';

export default function WhoLooked({ person }: { person: ActedFor }) {
  const [month, setMonth] = useState(today().slice(0, 7));
  const reading = useReading<Viewing[]>(`/api/viewings?month=${month}&client=${person.id}`);
  useLive(null, reading.again);
  const viewings = reading.answer;
  const isHers = session.value?.role === 'client';
  return (
    <Screen
      title={isHers ? tell('looked.title') : tell('looked.titleOf', { name: person.name })}
      lede={tell(isHers ? 'looked.lede' : 'looked.ledeOf')}
      back={isHers ? '/' : `/person/${person.id}`}
    >
      <MonthChoice month={month} onChoose={setMonth} />
      <AgeOf reading={reading} />
      {viewings === null && reading.failure === null && <Busy what={tell('looked.loading')} />}
      {viewings?.length === 0 && (
        <Empty title={tell(isHers ? 'looked.none' : 'looked.noneOf', { month: monthName(month) })} icon="eye">
          <p>{tell(isHers ? 'looked.noneNext' : 'looked.noneOfNext')}</p>
        </Empty>
      )}
      {viewings &&
        daysOf(viewings).map(([day, ofDay]) => (
          <Day key={day} day={day} viewings={ofDay} isHers={isHers} onAsked={reading.again} />
        ))}
      <p class="soft">{tell('looked.twoYears')}</p>
      <TakeData client={person.id} by={isHers ? 'herself' : 'representative'} />
    </Screen>
  );
}

interface DayProps {
  day: string;
  viewings: Viewing[];
  /** They are the reader's own data. */
  isHers: boolean;
  onAsked: () => void;
}

function Day({ day, viewings, isHers, onAsked }: DayProps) {
  const own = viewings.filter(isReaders).reduce((sum, { times }) => sum + times, 0);
  return (
    <section class="part" aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`} class="viewings-day">
        {longDay(day)}
      </h2>
      <ul class="viewers">
        {byViewer(viewings).map((ofViewer) => (
          <Viewer key={ofViewer[0].entry} viewings={ofViewer} isHers={isHers} onAsked={onAsked} />
        ))}
      </ul>
      {own > 0 && <p class="soft">{tell(isHers ? 'looked.own' : 'looked.ownOf', { count: own })}</p>}
    </section>
  );
}

type Some = [Viewing, ...Viewing[]];

function Viewer({ viewings, isHers, onAsked }: { viewings: Some; isHers: boolean; onAsked: () => void }) {
  const [latest] = viewings;
  const asked = viewings.find(({ explained }) => explained !== null) ?? null;
  const purpose = purposeSaid(latest);
  return (
    <li class="viewer">
      <h3>{latest.viewerName}</h3>
      <p class="soft">{whoSaid(latest, isHers)}</p>
      <ul class="viewer-lines">
        {viewings.map((viewing) => (
          <li key={viewing.entry}>{didSaid(viewing)}</li>
        ))}
      </ul>
      {purpose && <p class="soft">{purpose}</p>}
      {asked ? <Explanation viewing={asked} /> : <AskWhy viewing={latest} onAsked={onAsked} />}
    </li>
  );
}

function AskWhy({ viewing, onAsked }: { viewing: Viewing; onAsked: () => void }) {
  const [isSending, setSending] = useState(false);
  const [failure, fail] = useState<unknown>(null);
  // One id for one question, however often it is sent: a lost answer makes no second one.
  const id = useRef(crypto.randomUUID());

  const send = async () => {
    setSending(true);
    fail(null);
    try {
      await ask('POST', '/api/explanations', { id: id.current, entry: viewing.entry });
      onAsked();
    } catch (error) {
      fail(error);
    } finally {
      setSending(false);
    }
  };

  return (
    <>
      {failure !== null && <FailureView failure={failure} />}
      <Button busy={isSending} onClick={() => void send()}>
        {tell('looked.ask')}
        <span class="for-ears">
          {' '}
          {tell('looked.askWhom', { name: viewing.viewerName, day: shortDay(viewing.day) })}
        </span>
      </Button>
    </>
  );
}

function Explanation({ viewing: { explained, organiser } }: { viewing: Viewing }) {
  if (!explained) return null;
  if (explained.answeredAt === null) {
    return (
      <Notice kind="info" title={tell('looked.asked')}>
        <p>{tell('looked.askedNext', { organiser: say(organiser), day: shortDay(explained.dueOn) })}</p>
      </Notice>
    );
  }
  return (
    <Notice kind={explained.refusedByDecision ? 'warn' : 'done'} title={tell('looked.answered')}>
      <p class="kept-lines">{explained.answer}</p>
      {explained.refusedByDecision && <p>{tell('looked.refused', { decision: explained.refusedByDecision })}</p>}
    </Notice>
  );
}

function daysOf(viewings: Viewing[]): [string, Viewing[]][] {
  const days = new Map<string, Viewing[]>();
  for (const viewing of viewings) days.set(viewing.day, [...(days.get(viewing.day) ?? []), viewing]);
  return [...days];
}

/** The client's or her representative's own reading, and not what the same person does as an official. */
function isReaders({ isOwn, role }: Viewing): boolean {
  return isOwn && (role === 'client' || role === 'relative');
}

/** Others than the reader herself, each with all that she did on the day, the latest first. */
function byViewer(viewings: Viewing[]): Some[] {
  const viewers = new Map<string, Some>();
  for (const viewing of viewings) {
    if (isReaders(viewing)) continue;
    const key = [viewing.viewerName, viewing.role, viewing.organisation?.fi, viewing.clientId].join('|');
    const before = viewers.get(key);
    viewers.set(key, before ? [...before, viewing] : [viewing]);
  }
  return [...viewers.values()];
}
