/** What a client, a relative or an office is told, when not, and where: each choice is kept at its tap. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { Told } from '../api/schema';
import { session } from '../session';
import { tell } from '../words/told';
import { AgeOf } from './age';
import { Busy } from './busy';
import { Field } from './field';
import { FailureView } from './problem';
import { useReading } from './reading';
import { Screen } from './screen';
import { useSending } from './sending';
import { Tick } from './tick';
import { ByMail } from './told-by-mail';
import { OnThisDevice } from './told-on-device';

type Kind = Told['kinds'][number];

/** What asks for her first; then each visit; then answers. */
const KINDS: Kind[] = [
  ...(['missed', 'late', 'under_delivery', 'arrived', 'done', 'changed', 'disputed'] as const),
  ...(['feedback_answered', 'complaint_answered', 'message'] as const),
];

/** What the organiser does with an office's visits. */
const OFFICES: Kind[] = ['asked', 'credited'];

export default function ToldScreen() {
  const isOffice = session.value?.role === 'provider';
  const reading = useReading<Told>('/api/told');
  const [shown, show] = useState<Told | null>(null);
  const [isSaved, setSaved] = useState(false);
  const saving = useSending();
  useEffect(() => {
    if (reading.answer) show(reading.answer);
  }, [reading.answer]);

  const choose = (changed: Partial<Told>) => {
    if (!shown) return;
    const chosen = { ...shown, ...changed };
    show(chosen);
    setSaved(false);
    void saving
      .send(async () => {
        const { kinds, quietFrom, quietUntil, wakes, saysMore, letsKnow } = chosen;
        show(await ask<Told>('POST', '/api/told', { kinds, quietFrom, quietUntil, wakes, saysMore, letsKnow }));
        setSaved(true);
      })
      // What was not kept is not shown as if it were.
      .then((isDone) => isDone || show(shown));
  };

  return (
    <Screen title={tell('told.title')} lede={tell('told.lede')} back="/">
      <AgeOf reading={reading} />
      <p class="for-ears" role="status">
        {isSaved && tell('told.saved')}
      </p>
      {!shown && reading.failure === null && <Busy what={tell('told.loading')} />}
      {saving.failure !== null && <FailureView failure={saving.failure} />}
      {shown && (
        <>
          <OnThisDevice told={shown} onTold={show} />
          <section class="part" aria-labelledby="told-what">
            <h2 id="told-what">{tell('told.what')}</h2>
            {(isOffice ? OFFICES : KINDS).map((kind) => (
              <Tick
                key={kind}
                name={tell(`told.kind.${kind}`)}
                checked={shown.kinds.includes(kind)}
                onTick={(isOn) =>
                  choose({ kinds: isOn ? [...shown.kinds, kind] : shown.kinds.filter((one) => one !== kind) })
                }
              />
            ))}
          </section>
          <Quiet told={shown} wakes={!isOffice} onChoose={choose} />
          <section class="part" aria-labelledby="told-lock">
            <h2 id="told-lock">{tell('told.lock')}</h2>
            <Tick
              name={tell(isOffice ? 'told.saysMoreOffice' : 'told.saysMore')}
              hint={tell('told.saysMoreHint')}
              checked={shown.saysMore}
              onTick={(saysMore) => choose({ saysMore })}
            />
          </section>
          {session.value?.role === 'client' && (
            <section class="part" aria-labelledby="told-family">
              <h2 id="told-family">{tell('told.family')}</h2>
              <Tick name={tell('told.letsKnow')} checked={shown.letsKnow} onTick={(letsKnow) => choose({ letsKnow })} />
            </section>
          )}
          {(shown.isMailPossible || shown.mailAddress) && <ByMail told={shown} onTold={show} />}
        </>
      )}
    </Screen>
  );
}

interface QuietProps {
  told: Told;
  /** Whether there is anything that may disturb it. */
  wakes: boolean;
  onChoose: (changed: Partial<Told>) => void;
}

function Quiet({ told, wakes, onChoose }: QuietProps) {
  return (
    <section class="part" aria-labelledby="told-when">
      <h2 id="told-when">{tell('told.when')}</h2>
      <Field
        type="time"
        label={tell('told.quietFrom')}
        hint={tell('told.quietHint')}
        value={clock(told.quietFrom)}
        onInput={(written) => minutes(written, (quietFrom) => onChoose({ quietFrom }))}
      />
      <Field
        type="time"
        label={tell('told.quietUntil')}
        value={clock(told.quietUntil)}
        onInput={(written) => minutes(written, (quietUntil) => onChoose({ quietUntil }))}
      />
      {wakes && <Tick name={tell('told.wakes')} checked={told.wakes} onTick={(isOn) => onChoose({ wakes: isOn })} />}
    </section>
  );
}

function clock(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A time that is half written is none yet. */
function minutes(written: string, take: (minute: number) => void): void {
  const [, hours, rest] = /^(\d{2}):(\d{2})/.exec(written) ?? [];
  if (hours !== undefined && rest !== undefined) take(Number(hours) * 60 + Number(rest));
}
