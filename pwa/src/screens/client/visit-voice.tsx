/** Under a visit: whether it was right, in one tap that can be undone, what was said of it, and the way to say more. */
import { useRef } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ActedFor, SaidOfMonth, VisitSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { FacePicture } from '../../parts/face-picture';
import { FailureView } from '../../parts/problem';
import type { Reading } from '../../parts/reading';
import { useSending } from '../../parts/sending';
import { unsent } from '../../parts/unsent';
import { clockSpan, shortDay } from '../../words/formats';
import { tell, type VoiceKey } from '../../words/voice';
import { disputeOf, maySpeak, placeOf } from './voices';

interface VoiceProps {
  person: ActedFor;
  visit: VisitSummary;
  month: string;
  voices: Reading<SaidOfMonth>;
  /** Confirming is asked of the newest visits alone: a month of buttons would be no page for anybody. */
  isFresh?: boolean;
}

export function VisitVoice({ person, visit, month, voices, isFresh = false }: VoiceProps) {
  const said = voices.answer;
  const sending = useSending();
  const id = useRef(crypto.randomUUID());
  if (visit.state === 'withdrawn') return null;
  const confirmed = said?.confirmations.find(({ visitId }) => visitId === visit.id);
  const dispute = disputeOf(said, visit.id);
  const own = said?.feedback.filter(({ visitId }) => visitId === visit.id) ?? [];
  const isAnswered = own.some(({ answer }) => answer !== null);
  const waits = unsent.value.filter((one) => one.visit === visit.id).length;
  const isOpen = maySpeak(person);
  const place = placeOf(person, visit, month);
  const path = `/api/visits/${visit.id}/confirmation`;
  const change = (method: 'POST' | 'DELETE') =>
    sending.send(async () => {
      await ask(method, path, method === 'POST' ? { id: id.current } : undefined);
      id.current = crypto.randomUUID();
      voices.again();
    });
  // Several visits a day: each link says whose it is.
  const which = <span class="for-ears"> {clockSpan(visit.startedAt, visit.endedAt)}</span>;
  return (
    <div class="voice">
      {waits > 0 && <p class="soft">{tell('say.kept')}</p>}
      {own.map(({ id: one, face }) => (
        <p key={one} class="soft">
          <FacePicture face={face} /> {tell('voice.given', { face: tell(`face.${face}` as VoiceKey).toLowerCase() })}
        </p>
      ))}
      {isAnswered && <p>{tell('voice.answered')}</p>}
      {dispute && (
        <p>
          {dispute.state === 'open'
            ? tell('voice.disputed', { day: shortDay(dispute.dueOn) })
            : tell('voice.disputeAnswered')}
        </p>
      )}
      {confirmed && (
        <p>
          {tell('voice.confirmed', { name: confirmed.confirmedBy })}{' '}
          {isOpen && isFresh && (
            <Button kind="plain" busy={sending.busy} onClick={() => void change('DELETE')}>
              {tell('voice.undo')}
              {which}
            </Button>
          )}
        </p>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {isOpen && (
        <div class="buttons">
          {isFresh && !confirmed && !dispute && said && (
            <Button icon="check" busy={sending.busy} onClick={() => void change('POST')}>
              {tell('voice.right')}
              {which}
            </Button>
          )}
          {isFresh && own.length === 0 && waits === 0 ? (
            <Button href={place}>
              {tell('voice.give')}
              {which}
            </Button>
          ) : (
            <Button kind="plain" href={place}>
              {tell(isAnswered || dispute?.state === 'answered' ? 'voice.read' : 'voice.open')}
              {which}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
