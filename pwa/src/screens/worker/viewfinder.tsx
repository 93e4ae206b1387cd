/** The camera's picture, pointed at codes; when the camera cannot be used it says why, and what else can be done. */
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { useFocusAtFirst } from '../../parts/focus';
import { Notice } from '../../parts/notice';
import { type CameraTrouble, type Scanning, startScanning } from '../../scan/camera';
import { tell } from '../../words/door';

interface ViewfinderProps {
  /** Hears what codes say that are in one picture; true ends the watching. */
  onSeen: (texts: string[]) => boolean;
  /** What to point at, or what is wrong with what is seen. */
  words: string;
  /** What else can be done when the camera cannot be used. */
  otherWay: string;
}

export function Viewfinder({ onSeen, words, otherWay }: ViewfinderProps) {
  const video = useRef<HTMLVideoElement>(null);
  const { scanning, trouble, isTriedAgain, tryAgain } = useScanning(video, onSeen);
  const isSeeing = useSignal(false);
  if (trouble.value !== null) {
    return (
      <Notice
        kind="warn"
        focused={isTriedAgain.value}
        title={tell(`scan.${trouble.value}`)}
        action={<Button onClick={tryAgain}>{tell('scan.retryCamera')}</Button>}
      >
        <p>{trouble.value === 'not-allowed' ? tell('scan.allowCamera') : otherWay}</p>
      </Notice>
    );
  }
  return (
    <Frame isFocused={isTriedAgain.value}>
      <video
        ref={video}
        muted
        playsInline
        aria-label={tell('scan.picture')}
        onPlaying={() => {
          isSeeing.value = true;
        }}
      />
      {!isSeeing.value && <Busy what={tell('scan.starting')} />}
      <p class="viewfinder-words" role="status">
        {words}
      </p>
      {scanning.value && <Torch scanning={scanning.value} />}
    </Frame>
  );
}

/** It takes the focus when it has come in place of the button that opened the camera again. */
function Frame({ isFocused, children }: { isFocused: boolean; children: ComponentChildren }) {
  const frame = useFocusAtFirst<HTMLDivElement>(isFocused);
  return (
    <div ref={frame} class="viewfinder" {...(isFocused && { tabIndex: -1 })}>
      {children}
    </div>
  );
}

function Torch({ scanning }: { scanning: Scanning }) {
  const isLit = scanning.torch.value;
  if (isLit === null) return null;
  return (
    <Button icon="light" pressed={isLit} onClick={() => void scanning.lightTorch(!isLit)}>
      {tell('scan.light')}
    </Button>
  );
}

interface Running {
  scanning: Signal<Scanning | null>;
  trouble: Signal<CameraTrouble | null>;
  isTriedAgain: ReadonlySignal<boolean>;
  tryAgain: () => void;
}

/** Scan while the picture is on the screen. */
function useScanning(video: RefObject<HTMLVideoElement | null>, onSeen: (texts: string[]) => boolean): Running {
  const scanning = useSignal<Scanning | null>(null);
  const trouble = useSignal<CameraTrouble | null>(null);
  const isTriedAgain = useSignal(false);
  const isTried = trouble.value === null;
  useEffect(() => {
    if (!video.current || !isTried) return;
    const onTrouble = (met: CameraTrouble): void => {
      trouble.value = met;
    };
    const started = startScanning(video.current, { onSeen, onTrouble });
    scanning.value = started;
    return () => started.stop();
  }, [isTried]);
  const tryAgain = (): void => {
    isTriedAgain.value = true;
    trouble.value = null;
  };
  return { scanning, trouble, isTriedAgain, tryAgain };
}
