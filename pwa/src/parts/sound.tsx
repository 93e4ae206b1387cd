/** A recording that can be listened to: the browser's own player, which keys and screen readers know. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { tell } from '../words/spoken';
import { Notice } from './notice';

interface SoundProps {
  sound: Blob;
  /** It was pressed to be heard: it plays, and has the focus. */
  plays?: boolean;
}

export function Sound({ sound, plays = false }: SoundProps) {
  const [source, setSource] = useState<string>();
  const [isMute, setMute] = useState(false);
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const made = URL.createObjectURL(sound);
    setSource(made);
    return () => URL.revokeObjectURL(made);
  }, [sound]);
  useEffect(() => {
    if (!plays || !source) return;
    player.current?.focus();
    // A browser that does not let it waits for her to press.
    player.current?.play().catch(() => undefined);
  }, [plays, source]);
  if (isMute) {
    return (
      <Notice kind="warn" title={tell('spoken.noSound')}>
        <p>{tell('spoken.noSoundNext')}</p>
      </Notice>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said
    <audio
      ref={player}
      class="sound"
      controls
      src={source}
      aria-label={tell('spoken.player')}
      onError={() => source && setMute(true)}
    />
  );
}
