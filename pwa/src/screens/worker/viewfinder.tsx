/** The camera's picture, pointed at a voucher; when the camera cannot be used it says why, and what else can be done. */
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { useFocusAtFirst } from '../../parts/focus';
import { Notice } from '../../parts/notice';
import { type CameraTrouble, type Scanning, startScanning } from '../../scan/camera';
import type { Found } from '../../scan/code';
import { tell } from '../../words/door';

/** How long "this is not a voucher" stays after the strange code has left the picture. */
const STRANGER_SHOWN_MS = 2500;

interface ViewfinderProps {
  onFound: (found: Found) => void;
}

export function Viewfinder({ onFound }: ViewfinderProps) {
  const video = useRef<HTMLVideoElement>(null);
  const { scanning, trouble, isStranger, isTriedAgain, tryAgain } = useScanning(video, onFound);
  const isSeeing = useSignal(false);
  if (trouble.value !== null) {
    return (
      <Notice
        kind="warn"
        focused={isTriedAgain.value}
        title={tell(`scan.${trouble.value}`)}
        action={<Button onClick={tryAgain}>{tell('scan.retryCamera')}</Button>}
      >
        <p>{tell(trouble.value === 'not-allowed' ? 'scan.allowCamera' : 'scan.useOtherWay')}</p>
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
        {tell(isStranger.value ? 'scan.stranger' : 'scan.point')}
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
  isStranger: ReadonlySignal<boolean>;
  isTriedAgain: ReadonlySignal<boolean>;
  tryAgain: () => void;
}

/** Scan while the picture is on the screen. */
function useScanning(video: RefObject<HTMLVideoElement | null>, onFound: (found: Found) => void): Running {
  const scanning = useSignal<Scanning | null>(null);
  const trouble = useSignal<CameraTrouble | null>(null);
  const isStranger = useSignal(false);
  const isTriedAgain = useSignal(false);
  const isTried = trouble.value === null;
  useEffect(() => {
    if (!video.current || !isTried) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onStranger = (): void => {
      isStranger.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isStranger.value = false;
      }, STRANGER_SHOWN_MS);
    };
    const onTrouble = (met: CameraTrouble): void => {
      trouble.value = met;
    };
    const started = startScanning(video.current, { onFound, onStranger, onTrouble });
    scanning.value = started;
    return () => {
      clearTimeout(timer);
      started.stop();
    };
  }, [isTried]);
  const tryAgain = (): void => {
    isTriedAgain.value = true;
    trouble.value = null;
  };
  return { scanning, trouble, isStranger, isTriedAgain, tryAgain };
}
