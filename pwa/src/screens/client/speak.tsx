/** Says feedback aloud: one large button, a minute that counts down, and what was said to be heard before it is sent. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import {
  canRecord,
  MOST_SECONDS,
  NotRecorded,
  type Recording,
  type Running,
  startRecording,
  type Trouble,
} from '../../parts/recorder';
import { Sound } from '../../parts/sound';
import { tell } from '../../words/spoken';
import '../../style/spoken.css';

interface SpeakProps {
  recording: Recording | null;
  onRecording: (recording: Recording | null) => void;
  /** While she speaks nothing else is to be pressed. */
  onSpeaking: (isSpeaking: boolean) => void;
}

export default function Speak({ recording, onRecording, onSpeaking }: SpeakProps) {
  const [state, setState] = useState<'still' | 'asking' | 'speaking' | Trouble>('still');
  const [left, setLeft] = useState(MOST_SECONDS);
  const running = useRef<Running | null>(null);
  const isGone = useRef(false);
  // Once she has pressed it, the button takes the focus again wherever it comes back.
  const isBack = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
      running.current?.stop();
    },
    [],
  );
  useEffect(() => {
    if (state !== 'speaking') return undefined;
    const until = performance.now() + MOST_SECONDS * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1000))), 250);
    return () => clearInterval(timer);
  }, [state]);
  if (!canRecord()) return null;

  const speak = async () => {
    isBack.current = true;
    setState('asking');
    try {
      const started = await startRecording();
      running.current = started;
      // She left the page while the browser asked.
      if (isGone.current) started.stop();
      setLeft(MOST_SECONDS);
      setState('speaking');
      onSpeaking(true);
      onRecording(await started.done);
      setState('still');
    } catch (cause) {
      setState(cause instanceof NotRecorded ? cause.trouble : 'failed');
    } finally {
      running.current = null;
      onSpeaking(false);
    }
  };

  if (state === 'speaking') {
    return (
      <div class="speaking">
        <p role="status">
          <strong>{tell('spoken.recording')}</strong>
        </p>
        <p role="timer">{tell('spoken.left', { count: left })}</p>
        <progress max={MOST_SECONDS} value={MOST_SECONDS - left} aria-hidden="true" />
        <Button kind="primary" wide focused onClick={() => running.current?.stop()}>
          {tell('spoken.stop')}
        </Button>
      </div>
    );
  }
  if (recording) {
    return (
      <Notice kind="done" focused title={tell('spoken.done', { count: recording.seconds })}>
        <Sound sound={recording.sound} />
        <div class="buttons">
          <Button busy={state === 'asking'} onClick={() => void speak()}>
            {tell('spoken.again')}
          </Button>
          <Button kind="plain" onClick={() => onRecording(null)}>
            {tell('spoken.remove')}
          </Button>
        </div>
        <TroubleSaid state={state} />
      </Notice>
    );
  }
  return (
    <section class="speak" aria-label={tell('spoken.title')}>
      <Button wide focused={isBack.current} busy={state === 'asking'} onClick={() => void speak()}>
        <Microphone /> {tell('spoken.record')}
      </Button>
      {state === 'asking' ? <p role="status">{tell('spoken.asking')}</p> : <p class="soft">{tell('spoken.what')}</p>}
      <TroubleSaid state={state} />
    </section>
  );
}

/** Why it did not go, and what she can do now; words and faces go on beside it. */
function TroubleSaid({ state }: { state: 'still' | 'asking' | Trouble }) {
  if (state === 'still' || state === 'asking') return null;
  return (
    <Notice kind="warn" title={tell(`spoken.${state}`)}>
      <p>{tell(`spoken.${state}Next`)}</p>
    </Notice>
  );
}

function Microphone() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 3.5a3 3 0 0 1 3 3V12a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3zM5.5 11.5V12a6.5 6.5 0 0 0 13 0v-.5M12 18.5v2.5M8.5 21h7" />
    </svg>
  );
}
