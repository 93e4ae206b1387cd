/** What was said aloud in feedback, for who may read it: fetched when it is pressed, since each hearing is in the trail. */
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import type { FeedbackSummary } from '../api/schema';
import { tell } from '../words/spoken';
import { Button } from './button';
import { FailureView } from './problem';
import { useSending } from './sending';
import { Sound } from './sound';
import '../style/spoken.css';

/** A minute of voice over a slow line. */
const WAIT_MS = 60_000;

export function HeardVoice({ one: { id, voice } }: { one: FeedbackSummary }) {
  const [sound, setSound] = useState<Blob | null>(null);
  const sending = useSending();
  if (!voice) return null;
  if (sound) return <Sound sound={sound} plays />;
  const hear = () =>
    sending.send(async () => {
      const manner = { waitMs: WAIT_MS, isFile: true };
      const octets = await ask<Blob>('GET', `/api/feedback/${id}/voice`, undefined, manner);
      setSound(octets.slice(0, octets.size, voice.kind));
    });
  return (
    <>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button busy={sending.busy} onClick={() => void hear()}>
        {tell('spoken.listen', { count: voice.seconds })}
      </Button>
    </>
  );
}
