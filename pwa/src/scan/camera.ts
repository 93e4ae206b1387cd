/**
 * Points the phone's camera at codes until what is looked for has been seen. The camera and the decoder start at the
 * same time; the picture comes back after the phone has been looked away from; every trouble is told by name.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Decoder, DecoderSilent, startDecoder, type Treatment } from './look';

export type CameraTrouble = 'no-camera' | 'not-allowed' | 'in-use' | 'decoder-silent';

export interface Scanning {
  /** Whether the lamp is lit; null when this camera has none that can be lit. */
  torch: ReadonlySignal<boolean | null>;
  lightTorch(lit: boolean): Promise<void>;
  stop(): void;
}

export interface Listener {
  /** What codes say that are in one picture, none of them often; true ends the watching. */
  onSeen(texts: string[]): boolean;
  onTrouble(trouble: CameraTrouble): void;
}

const PICTURE: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
};
/** In turn on live pictures: trying all on each would halve the pictures seen. */
const TURNS: Treatment[][] = [['whole'], ['centre'], ['whole'], ['centre', 'half']];

/** Show the camera's picture in `video` and look for codes in it until stopped. */
export function startScanning(video: HTMLVideoElement, listener: Listener): Scanning {
  const decoder = startDecoder();
  const torch = signal<boolean | null>(null);
  let stream: MediaStream | null = null;
  let stopped = false;
  let turn = 0;

  const release = (): void => {
    if (stream) end(stream);
    stream = null;
  };
  const open = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const isMine = (): boolean => mine === turn && !stopped;
    try {
      const opened = await openStream();
      // Opened too late, after a newer turn: that one's picture must go on.
      if (!isMine()) return end(opened);
      release();
      stream = opened;
      video.srcObject = opened;
      torch.value = hasTorch(opened) ? false : null;
      await video.play();
      await watch(video, decoder, listener, isMine);
    } catch (failure) {
      if (isMine()) listener.onTrouble(troubleOf(failure));
    }
  };
  const followVisibility = (): void => {
    if (document.visibilityState === 'visible') void open();
    else {
      turn += 1;
      release();
    }
  };
  document.addEventListener('visibilitychange', followVisibility);
  void open();

  return {
    torch,
    async lightTorch(lit) {
      await stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: lit } as MediaTrackConstraintSet] });
      torch.value = lit;
    },
    stop() {
      stopped = true;
      document.removeEventListener('visibilitychange', followVisibility);
      release();
      video.srcObject = null;
      decoder.close();
    },
  };
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function openStream(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new DOMException('no camera here', 'NotFoundError');
  return navigator.mediaDevices.getUserMedia(PICTURE);
}

async function watch(
  video: HTMLVideoElement,
  decoder: Decoder,
  listener: Listener,
  goesOn: () => boolean,
): Promise<void> {
  const native = await nativeDetector();
  const look = native ? lookingWithBoth(native, video, decoder) : (count: number) => decoded(video, decoder, count);
  for (let count = 0; goesOn(); count += 1) {
    await nextPicture(video);
    if (!goesOn()) return;
    const texts = await look(count);
    if (!goesOn() || listener.onSeen(texts)) return;
  }
}

/**
 * The browser's own detector, and on every third picture our decoder, which reads some that the other does not. Until
 * our decoder has shown that it answers nothing waits for it, and it may fail without anyone noticing.
 */
function lookingWithBoth(
  native: (video: HTMLVideoElement) => Promise<string[]>,
  video: HTMLVideoElement,
  decoder: Decoder,
): (count: number) => Promise<string[]> {
  let decoderAnswers = false;
  return async (count) => {
    if (count === 0) {
      decoded(video, decoder, count).then(
        () => {
          decoderAnswers = true;
        },
        () => undefined,
      );
    }
    if (!decoderAnswers || count % 3 !== 2) return native(video);
    try {
      return await decoded(video, decoder, count);
    } catch {
      decoderAnswers = false;
      return native(video);
    }
  };
}

async function decoded(video: HTMLVideoElement, decoder: Decoder, count: number): Promise<string[]> {
  return decoder.look(await createImageBitmap(video), TURNS[count % TURNS.length] ?? ['whole']);
}

function nextPicture(video: HTMLVideoElement): Promise<unknown> {
  if ('requestVideoFrameCallback' in video) {
    return new Promise((resolve) => {
      video.requestVideoFrameCallback(resolve);
      // A camera that is taken away gives no more pictures; the loop must still notice that it is to end.
      setTimeout(resolve, 1000, null);
    });
  }
  return new Promise((resolve) => setTimeout(resolve, 60));
}

/** What browsers with a detector of their own offer; TypeScript's page types do not know it yet. */
interface BarcodeDetectorClass {
  new (options: { formats: string[] }): { detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]> };
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own detector where it truly reads QR codes: the class alone says nothing. */
async function nativeDetector(): Promise<((video: HTMLVideoElement) => Promise<string[]>) | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: BarcodeDetectorClass };
  try {
    const supported = (await BarcodeDetector?.getSupportedFormats()) ?? [];
    if (!BarcodeDetector || !supported.includes('qr_code')) return null;
    const formats = ['qr_code', 'code_128'].filter((format) => supported.includes(format));
    const detector = new BarcodeDetector({ formats });
    return async (video) => {
      const codes = await detector.detect(video).catch(() => []);
      return codes.map(({ rawValue }) => rawValue);
    };
  } catch {
    return null;
  }
}

function hasTorch(stream: MediaStream): boolean {
  const able = stream.getVideoTracks()[0]?.getCapabilities?.() as { torch?: boolean } | undefined;
  return able?.torch === true;
}

function troubleOf(failure: unknown): CameraTrouble {
  if (failure instanceof DecoderSilent) return 'decoder-silent';
  const name = failure instanceof DOMException ? failure.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'not-allowed';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-camera';
  return 'in-use';
}
