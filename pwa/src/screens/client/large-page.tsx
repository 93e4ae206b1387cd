/** The client's page in large letters, three things on it: who comes, how it was, and the way to everything else. */
import { useRef, useState } from 'preact/hooks';
import type { ActedFor, PlannedSummary, VisitSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { type Face, FacePicture } from '../../parts/face-picture';
import { Faces } from '../../parts/faces';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { sendOrKeep, unsent } from '../../parts/unsent';
import { session } from '../../session';
import { clockSpan, dayOf, longDay, nearDay, today } from '../../words/formats';
import { tell } from '../../words/large';
import { tell as tellVoice, type VoiceKey } from '../../words/voice';
import { saidOf } from './today-section';
import { maySpeak, useVoices } from './voices';
import '../../style/large.css';

export default function LargePage({ person }: { person: ActedFor }) {
  const keeper = `${session.value?.person.id}.${person.id}`;
  const day = today();
  const month = day.slice(0, 7);
  const visits = useReading<VisitSummary[]>(`/api/visits?client=${person.id}&month=${month}`, `${keeper}.visits`);
  const planned = useReading<PlannedSummary[]>(
    `/api/planned-visits?client=${person.id}&firstDay=${day}&days=7`,
    `${keeper}.planned`,
  );
  const voices = useVoices(person, month);
  useLive(person.id, () => {
    visits.again();
    planned.again();
    voices.again();
  });
  const done = visits.answer?.filter((visit) => visit.state !== 'withdrawn');
  const latest = done?.toSorted((one, other) => other.endedAt.localeCompare(one.endedAt))[0];
  const spoken = new Set([
    ...(voices.answer?.feedback.map(({ visitId }) => visitId) ?? []),
    ...unsent.value.map(({ visit }) => visit),
  ]);
  const asked = latest && voices.answer && maySpeak(person) && !spoken.has(latest.id) ? latest : null;
  return (
    <Screen title={longDay(day)}>
      <AgeOf reading={visits.failure === null ? planned : visits} />
      {done && planned.answer ? (
        <Now done={done} planned={planned.answer} />
      ) : (
        visits.failure === null && planned.failure === null && <Busy what={tell('large.loading')} />
      )}
      <HowItWas key={latest?.id} visit={asked} latest={latest} onGiven={() => voices.again()} />
      <Button wide href={`/person/${person.id}`}>
        {tell('large.all')}
      </Button>
    </Screen>
  );
}

/** Today in one sentence for each visit: first what is still to come. */
function Now({ done, planned }: { done: VisitSummary[]; planned: PlannedSummary[] }) {
  const day = today();
  const lines = planned
    .filter(({ startsAt }) => dayOf(startsAt) === day)
    .map((one) => ({ id: one.id, at: one.startsAt, isOver: one.visit !== null, ...saidOf(one, Date.now()) }));
  const matched = new Set(planned.map(({ visit }) => visit?.id));
  const unplanned = done
    .filter((visit) => dayOf(visit.startedAt) === day && !matched.has(visit.id))
    .map((visit) => ({
      id: visit.id,
      at: visit.startedAt,
      isOver: true,
      also: null,
      what: tell('large.was', {
        name: visit.workerName.split(' ')[0] ?? '',
        span: clockSpan(visit.startedAt, visit.endedAt),
      }),
    }));
  const all = [...lines, ...unplanned].sort(
    (one, other) => Number(one.isOver) - Number(other.isOver) || one.at.localeCompare(other.at),
  );
  const next = planned.find(({ startsAt }) => dayOf(startsAt) > day);
  return (
    <section class="large-card" aria-label={tell('large.today')}>
      {all.length === 0 && <p class="large-line">{tell('large.nobodyToday')}</p>}
      {all.map(({ id, what, also, isOver }) => (
        <div key={id}>
          <p class={isOver ? 'large-line large-over' : 'large-line'}>{what}</p>
          {also && !isOver && <p>{also}</p>}
        </div>
      ))}
      {all.every(({ isOver }) => isOver) && next && (
        <p class="large-next">
          {tell('large.next', { day: nearDay(dayOf(next.startsAt)), what: saidOf(next, Date.now()).what })}
        </p>
      )}
    </section>
  );
}

interface HowItWasProps {
  /** The latest visit, while nothing has been said of it. */
  visit: VisitSummary | null;
  latest: VisitSummary | undefined;
  onGiven: () => void;
}

/** Three faces and one button: a tap alone sends nothing, since hands shake. */
function HowItWas({ visit, latest, onGiven }: HowItWasProps) {
  const [face, choose] = useState<Face | null>(null);
  // The visit that she has just spoken of.
  const [given, setGiven] = useState<string | null>(null);
  const sending = useSending();
  const id = useRef(crypto.randomUUID());
  if (given) {
    const waits = unsent.value.some((one) => one.visit === given);
    return <Notice kind="done" focused title={tell(waits ? 'large.kept' : 'large.thanks')} />;
  }
  if (!visit) return latest ? <p class="large-card">{tell('large.said')}</p> : null;
  const send = () =>
    sending.send(async () => {
      const body = { visit: visit.id, face, words: '', reader: 'office', isUrgent: false };
      const told = { id: id.current, ...body, givenAt: new Date().toISOString() };
      const isSent = await sendOrKeep({ id: id.current, path: '/api/feedback', body: told, visit: visit.id });
      setGiven(visit.id);
      if (isSent) onGiven();
    });
  const name = visit.workerName.split(' ')[0] ?? '';
  return (
    <section class="large-card" aria-label={tell('large.how')}>
      <p>{tell('large.about', { name, day: nearDay(dayOf(visit.startedAt)) })}</p>
      {face === null ? (
        <Faces face={face} onChoose={choose} />
      ) : (
        <>
          <p class="large-line">
            <FacePicture face={face} /> {tellVoice(`face.${face}` as VoiceKey)}
          </p>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" wide focused busy={sending.busy} onClick={() => void send()}>
            {tell('large.send')}
          </Button>
          <Button wide onClick={() => choose(null)}>
            {tell('large.again')}
          </Button>
        </>
      )}
    </section>
  );
}
