/** One visit, and what a client or who acts for her says of it: three faces, words or her voice, and that the record is wrong. */
import { useRef, useState } from 'preact/hooks';
import type { ActedFor, FeedbackSummary, SaidOfMonth, VisitSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { type Face, FacePicture } from '../../parts/face-picture';
import { Faces } from '../../parts/faces';
import { Fetched } from '../../parts/fetched';
import { Field } from '../../parts/field';
import { HeardVoice } from '../../parts/heard-voice';
import { deviationSaid } from '../../parts/left-reason';
import { Notice } from '../../parts/notice';
import { OneOf } from '../../parts/one-of';
import { PresenceSeen } from '../../parts/presence-seen';
import { FailureView } from '../../parts/problem';
import { type Reading, useReading } from '../../parts/reading';
import { inBase64, type Recording } from '../../parts/recorder';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { drop, isOnDisk, sendOrKeep, unsent } from '../../parts/unsent';
import { session } from '../../session';
import { say } from '../../words';
import { tell } from '../../words/feedback';
import { clockSpan, dayOf, longDay, shortDay, today } from '../../words/formats';
import { tell as tellVoice, type VoiceKey } from '../../words/voice';
import { Doubt } from './doubt';
import { maySpeak, useVoices } from './voices';

const MOST_WORDS = 4000;
/** A minute of voice over a slow line. */
const VOICE_WAIT_MS = 60_000;
const SPEAK = () => import('./speak');

interface VisitPageProps {
  person: ActedFor;
  month: string;
  visitId: string;
}

export default function VisitPage({ person, month, visitId }: VisitPageProps) {
  const isThisMonth = month === today().slice(0, 7);
  const keeper = `${session.value?.person.id}.${person.id}`;
  const visits = useReading<VisitSummary[]>(
    `/api/visits?client=${person.id}&month=${month}`,
    isThisMonth ? `${keeper}.visits` : undefined,
  );
  const voices = useVoices(person, month);
  const visit = visits.answer?.find(({ id }) => id === visitId);
  const back = `/person/${person.id}`;
  if (!visit) {
    return (
      <Screen title={tellVoice('voice.title')} back={back}>
        <AgeOf reading={visits} />
        {visits.answer === null && visits.failure === null && <Busy what={tellVoice('voice.loading')} />}
        {visits.answer && (
          <Empty title={tellVoice('voice.noVisit')} icon="info">
            <p>{tellVoice('voice.noVisitNext')}</p>
          </Empty>
        )}
      </Screen>
    );
  }
  const when = `${longDay(dayOf(visit.startedAt))} ${clockSpan(visit.startedAt, visit.endedAt)}`;
  return (
    <Screen title={tellVoice('voice.title')} lede={`${say(visit.service)}, ${when}, ${visit.workerName}`} back={back}>
      <AgeOf reading={voices} />
      {visit.deviation && <p>{deviationSaid(visit.deviation)}</p>}
      <PresenceSeen presence={visit.presence} />
      <Refused visit={visit.id} />
      <Given visit={visit} voices={voices} mayGive={maySpeak(person)} />
      <Doubt visit={visit} voices={voices} mayDoubt={maySpeak(person)} />
    </Screen>
  );
}

/** What waited on this phone, and the server then did not take. */
function Refused({ visit }: { visit: string }) {
  return unsent.value
    .filter((one) => one.visit === visit && one.refused)
    .map(({ id, refused }) => (
      <Notice key={id} kind="refused" title={tell('unsent.refused', { title: refused?.title ?? '' })}>
        <p>{refused?.detail}</p>
        <Button onClick={() => drop(id)}>{tell('unsent.drop')}</Button>
      </Notice>
    ));
}

interface GivenProps {
  visit: VisitSummary;
  voices: Reading<SaidOfMonth>;
  mayGive: boolean;
}

function Given({ visit, voices, mayGive }: GivenProps) {
  const [done, setDone] = useState<'sent' | 'kept' | null>(null);
  const said = voices.answer?.feedback.filter(({ visitId }) => visitId === visit.id) ?? [];
  const isWaiting = unsent.value.some((one) => one.visit === visit.id && one.path === '/api/feedback' && !one.refused);
  const hasOwn = said.some(({ isOwn }) => isOwn);
  return (
    <section class="part" aria-label={tellVoice('voice.title')}>
      {done === 'sent' && <Notice kind="done" focused title={tell('say.sent')} />}
      {(done === 'kept' || isWaiting) && done !== 'sent' && (
        <Notice kind="info" focused={done === 'kept'} title={tellVoice('say.kept')}>
          <p>{tell(isOnDisk.value ? 'say.keptNext' : 'say.keptOpen')}</p>
        </Notice>
      )}
      {said.map((one) => (
        <Spoken key={one.id} one={one} />
      ))}
      {mayGive && !hasOwn && !isWaiting && done === null && (
        <Give
          visit={visit}
          onDone={(isSent) => {
            setDone(isSent ? 'sent' : 'kept');
            if (isSent) voices.again();
          }}
        />
      )}
    </section>
  );
}

function Spoken({ one }: { one: FeedbackSummary }) {
  const by = one.isOwn
    ? tell('say.yours')
    : one.givenBy
      ? tell('say.someone', { name: one.givenBy })
      : tell('say.byLink');
  return (
    <Card title={by} level={2}>
      <div class="said voice">
        <p>
          <FacePicture face={one.face} /> {tellVoice(`face.${one.face}` as VoiceKey)}
        </p>
        {one.words && <blockquote>{one.words}</blockquote>}
        <HeardVoice one={one} />
        {one.answer !== null && one.answeredAt && (
          <>
            <h3>{tell('say.answer', { day: shortDay(dayOf(one.answeredAt)) })}</h3>
            <blockquote>{one.answer}</blockquote>
          </>
        )}
        {one.dueOn && one.answer === null && (
          <p class="soft">{tell(one.dueOn < today() ? 'say.late' : 'say.due', { day: shortDay(one.dueOn) })}</p>
        )}
      </div>
    </Card>
  );
}

function Give({ visit, onDone }: { visit: VisitSummary; onDone: (isSent: boolean) => void }) {
  const [face, choose] = useState<Face | null>(null);
  const [words, setWords] = useState('');
  const [reader, setReader] = useState<'office' | 'organiser'>('office');
  const [isUrgent, setUrgent] = useState(false);
  const [recording, setRecording] = useState<Recording | null>(null);
  const [isSpeaking, setSpeaking] = useState(false);
  const sending = useSending();
  // One id for one feedback, however often it is sent.
  const id = useRef(crypto.randomUUID());
  const send = (event: Event) => {
    event.preventDefault();
    void sending.send(async () => {
      const voice = recording && { content: await inBase64(recording.sound), seconds: recording.seconds };
      const given = { visit: visit.id, face, words: words.trim(), reader, isUrgent, ...(voice && { voice }) };
      const body = { id: id.current, ...given, givenAt: new Date().toISOString() };
      const waits = voice ? { waitMs: VOICE_WAIT_MS } : {};
      onDone(await sendOrKeep({ id: id.current, path: '/api/feedback', body, visit: visit.id, ...waits }));
    });
  };
  return (
    <form class="part" noValidate onSubmit={send}>
      <Faces face={face} onChoose={choose} />
      {face !== null && (
        <>
          <Field label={tell('say.words')} value={words} onInput={setWords} lines={3} maxLength={MOST_WORDS} />
          <Fetched part={SPEAK} given={{ recording, onRecording: setRecording, onSpeaking: setSpeaking }} isExtra />
        </>
      )}
      {face !== null && !isSpeaking && (
        <>
          {words.trim() || recording ? (
            <OneOf
              legend={tell('say.to')}
              value={reader}
              options={[
                ['office', tell('say.office'), tell('say.officeWhat')],
                ['organiser', tell('say.organiser'), tell('say.organiserWhat')],
              ]}
              onChoose={setReader}
            />
          ) : (
            <p class="soft">{tell('say.alone')}</p>
          )}
          <label class="answer">
            <input type="checkbox" checked={isUrgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
            <span>{tell('say.urgent')}</span>
          </label>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" type="submit" wide busy={sending.busy}>
            {tell('say.send')}
          </Button>
        </>
      )}
    </form>
  );
}
