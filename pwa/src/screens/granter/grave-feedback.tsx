/** Grave feedback, for the case manager at once: who said what of which visit; she says that she takes care of it. */
import { ask } from '../../api/client';
import type { FeedbackSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { HeardVoice } from '../../parts/heard-voice';
import { useLive } from '../../parts/live';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { useSending } from '../../parts/sending';
import { say } from '../../words';
import { clockSpan, dayOf, shortDay } from '../../words/formats';
import { type GraveKey, tell } from '../../words/grave';
import '../../style/feedback.css';

export default function GraveFeedback() {
  const reading = useReading<FeedbackSummary[]>('/api/feedback/grave');
  useLive(null, reading.again);
  const waiting = reading.answer?.filter(({ notedAt }) => notedAt === null) ?? [];
  const noted = reading.answer?.filter(({ notedAt }) => notedAt !== null) ?? [];
  return (
    <Screen title={tell('grave.title')} lede={tell('grave.lede')} back="/">
      <AgeOf reading={reading} />
      {reading.answer === null && reading.failure === null && <Busy what={tell('grave.loading')} />}
      {reading.answer && waiting.length === 0 && (
        <Empty title={tell('grave.none')} icon="check">
          <p>{tell('grave.noneNext')}</p>
        </Empty>
      )}
      {waiting.map((one) => (
        <Grave key={one.id} one={one} onNoted={reading.again} />
      ))}
      {noted.length > 0 && (
        <details class="past">
          <summary>{tell('grave.past')}</summary>
          {noted.map((one) => (
            <Grave key={one.id} one={one} onNoted={reading.again} />
          ))}
        </details>
      )}
    </Screen>
  );
}

function Grave({ one, onNoted }: { one: FeedbackSummary; onNoted: () => void }) {
  const sending = useSending();
  const note = () =>
    sending.send(async () => {
      await ask('POST', `/api/feedback/${one.id}/note`, {});
      onNoted();
    });
  const day = shortDay(dayOf(one.startedAt));
  const time = clockSpan(one.startedAt, one.endedAt);
  return (
    <Card title={one.clientName} level={2}>
      <div class="said">
        <p class="soft">
          {say(one.service)}, {day} {time}, {one.workerName}, {one.providerName}
        </p>
        <p>
          <strong>{tell(`grave.${one.face}` as GraveKey)}</strong>{' '}
          {one.givenBy ? tell('grave.by', { name: one.givenBy }) : tell('grave.byLink')}
        </p>
        {one.words && <blockquote>{one.words}</blockquote>}
        <HeardVoice one={one} />
        {!one.words && !one.voice && <p class="soft">{tell('grave.faceOnly')}</p>}
        {one.isUrgent && <p>{tell('grave.urgent')}</p>}
        {(one.words || one.voice) && one.reader === 'organiser' && <p>{tell('grave.forYou')}</p>}
        {one.answer !== null && one.answeredAt && (
          <>
            <h3>{tell('grave.answered', { day: shortDay(dayOf(one.answeredAt)) })}</h3>
            <blockquote>{one.answer}</blockquote>
          </>
        )}
        {one.notedAt && <p class="soft">{tell('grave.noted', { day: shortDay(dayOf(one.notedAt)) })}</p>}
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <div class="buttons">
          {one.notedAt === null && (
            <Button busy={sending.busy} onClick={() => void note()}>
              {tell('grave.note')}
            </Button>
          )}
          <Button kind="plain" href={`/clients/${one.clientId}`}>
            {tell('grave.client')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
