/** What clients say, at the provider's office: letters and disputes that wait for an answer, and faces in groups. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { FacesOfProvider, FeedbackSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { AnswerForm } from '../../parts/answer-form';
import { Busy } from '../../parts/busy';
import { Card } from '../../parts/card';
import { Due } from '../../parts/due';
import { Empty } from '../../parts/empty';
import { FacePicture } from '../../parts/face-picture';
import { Figures } from '../../parts/figures';
import { HeardVoice } from '../../parts/heard-voice';
import { useLive } from '../../parts/live';
import { Notice } from '../../parts/notice';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { clockSpan, count, dayOf, shortDay } from '../../words/formats';
import { type OfficeKey, tell } from '../../words/office';
import { Disputes } from './disputes';
import '../../style/feedback.css';

export default function Feedback() {
  const letters = useReading<FeedbackSummary[]>('/api/feedback/letters');
  const faces = useReading<FacesOfProvider[]>('/api/feedback/faces');
  const [isSent, setSent] = useState(false);
  useLive(null, () => {
    letters.again();
    faces.again();
  });
  const waiting = letters.answer?.filter(({ answer }) => answer === null) ?? [];
  const answered = letters.answer?.filter(({ answer }) => answer !== null) ?? [];
  return (
    <Screen title={tell('office.title')} lede={session.value?.provider?.name} back="/">
      <AgeOf reading={letters} />
      {isSent && <Notice kind="done" title={tell('office.sent')} />}
      {letters.answer === null && letters.failure === null && <Busy what={tell('office.loading')} />}
      <section class="part" aria-labelledby="letters">
        <h2 id="letters">{tell('office.letters')}</h2>
        {letters.answer && waiting.length === 0 && (
          <Empty title={tell('office.noLetters')} icon="check">
            <p>{tell('office.noLettersNext')}</p>
          </Empty>
        )}
        {waiting.map((letter) => (
          <Letter key={letter.id} letter={letter}>
            <Due day={letter.dueOn} />
            <AnswerForm
              path={`/api/feedback/${letter.id}/answer`}
              onSent={() => {
                setSent(true);
                letters.again();
              }}
            />
          </Letter>
        ))}
      </section>
      <Disputes />
      <FacesTogether faces={faces.answer} />
      {answered.length > 0 && (
        <details class="past">
          <summary>{tell('office.answered')}</summary>
          {answered.map((letter) => (
            <Letter key={letter.id} letter={letter}>
              {letter.answeredAt && <h4>{shortDay(dayOf(letter.answeredAt))}</h4>}
              <blockquote>{letter.answer}</blockquote>
            </Letter>
          ))}
        </details>
      )}
    </Screen>
  );
}

interface LetterProps {
  letter: FeedbackSummary;
  children: ComponentChildren;
}

function Letter({ letter, children }: LetterProps) {
  const by = letter.givenBy ?? tell('office.byLink', { name: letter.clientName });
  return (
    <Card title={by} level={3}>
      <div class="said">
        <p class="soft">{visitSaid(letter)}</p>
        <p>
          <FacePicture face={letter.face} /> {tell(`office.${letter.face}` as OfficeKey)}
        </p>
        {letter.words && <blockquote>{letter.words}</blockquote>}
        <HeardVoice one={letter} />
        {letter.isUrgent && <p>{tell('office.urgent')}</p>}
        {children}
      </div>
    </Card>
  );
}

type SpokenOf = Pick<FeedbackSummary, 'service' | 'startedAt' | 'endedAt' | 'workerName' | 'clientName'>;

/** "Helvi Nieminen: Kotihoito, 18.11.2026 9.05–9.50, Anna Laine". */
export function visitSaid({ service, startedAt, endedAt, workerName, clientName }: SpokenOf): string {
  const said = tell('office.visit', {
    service: say(service),
    day: shortDay(dayOf(startedAt)),
    time: clockSpan(startedAt, endedAt),
    worker: workerName,
  });
  return `${clientName}: ${said}`;
}

function FacesTogether({ faces }: { faces: FacesOfProvider[] | null }) {
  if (faces === null) return null;
  return (
    <section class="part" aria-labelledby="faces">
      <h2 id="faces">{tell('office.faces')}</h2>
      <p class="soft">{tell('office.facesWhy')}</p>
      {faces.length === 0 && <p>{tell('office.fewFaces')}</p>}
      {faces.map(({ providerId, organiser, year, good, fair, bad }) => (
        <div key={`${providerId} ${organiser.fi} ${year}`}>
          <h3>{tell('office.facesOf', { organiser: say(organiser), year })}</h3>
          {good + fair + bad === 0 ? (
            <p>{tell('office.fewFaces')}</p>
          ) : (
            <Figures
              figures={[
                [count(good), tell('office.good')],
                [count(fair), tell('office.fair')],
                [count(bad), tell('office.bad')],
              ]}
            />
          )}
        </div>
      ))}
    </section>
  );
}
