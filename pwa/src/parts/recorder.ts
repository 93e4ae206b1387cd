/**
 * Records somebody's voice with what the browser has (MediaRecorder), a minute at most, and lets the microphone go at
 * once. Each browser writes in its own way; of two the server takes both (backend/feedback/rules.py).
 */

/** As the server has them (backend/feedback/rules.py). */
export const MOST_SECONDS = 60;
const MOST_BYTES = 1024 * 1024;
/** A browser that takes no advice on how much to write is stopped with room for what it still holds. */
const ENOUGH_BYTES = MOST_BYTES * 0.9;
/** Speech is clear with it, and a minute is a quarter of a megabyte. */
const BITS_A_SECOND = 32_000;
/** The first plays everywhere, also on an office's old tablet. */
const KINDS = ['audio/mp4;codecs=mp4a.40.2', 'audio/webm;codecs=opus', 'audio/mp4', 'audio/webm'];
const PIECE_MS = 1000;

export interface Recording {
  sound: Blob;
  seconds: number;
}

/** Why there is no recording: she said no, there is no microphone, or it did not work. */
export type Trouble = 'refused' | 'missing' | 'failed';

export class NotRecorded extends Error {
  constructor(
    readonly trouble: Trouble,
    cause?: unknown,
  ) {
    super(trouble, { cause });
  }
}

function ownKind(): string | undefined {
  if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices) return undefined;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
}

/** Whether this browser can record at all. */
export function canRecord(): boolean {
  return ownKind() !== undefined;
}

export interface Running {
  stop: () => void;
  /** What was said, once it is stopped; `NotRecorded` where nothing was. */
  done: Promise<Recording>;
}

/** Ask for the microphone and begin; `NotRecorded` where it is not given. */
export async function startRecording(): Promise<Running> {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((cause: unknown) => {
    throw new NotRecorded(troubleOf(cause), cause);
  });
  const letGo = () => {
    for (const track of microphone.getTracks()) track.stop();
  };
  try {
    return running(microphone, letGo);
  } catch (cause) {
    letGo();
    throw new NotRecorded('failed', cause);
  }
}

function running(microphone: MediaStream, letGo: () => void): Running {
  const kind = ownKind();
  const recorder = new MediaRecorder(microphone, {
    ...(kind && { mimeType: kind }),
    audioBitsPerSecond: BITS_A_SECOND,
  });
  const pieces: Blob[] = [];
  let size = 0;
  let hasFailed = false;
  const began = performance.now();
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const timer = setTimeout(stop, MOST_SECONDS * 1000);
  const done = new Promise<Recording>((keep, refuse) => {
    recorder.ondataavailable = ({ data }) => {
      pieces.push(data);
      size += data.size;
      if (size > ENOUGH_BYTES) stop();
    };
    recorder.onerror = () => {
      hasFailed = true;
      stop();
    };
    // Also when the microphone is pulled out or a call comes in: what was said until then is there.
    recorder.onstop = () => {
      clearTimeout(timer);
      letGo();
      const seconds = Math.min(MOST_SECONDS, Math.max(1, Math.round((performance.now() - began) / 1000)));
      const type = recorder.mimeType.split(';')[0] ?? '';
      if (hasFailed || size === 0) refuse(new NotRecorded('failed'));
      else keep({ sound: new Blob(pieces, { type }), seconds });
    };
  });
  recorder.start(PIECE_MS);
  return { stop, done };
}

/** How browsers call a no and a microphone that is not there (Media Capture and Streams, getUserMedia). */
function troubleOf(cause: unknown): Trouble {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotFoundError' ? 'missing' : 'failed';
}

/** As JSON carries it. */
export async function inBase64(sound: Blob): Promise<string> {
  const bytes = new Uint8Array(await sound.arrayBuffer());
  const letters: string[] = [];
  for (let begin = 0; begin < bytes.length; begin += 0x8000) {
    letters.push(String.fromCharCode(...bytes.subarray(begin, begin + 0x8000)));
  }
  return btoa(letters.join(''));
}
