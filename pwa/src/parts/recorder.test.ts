/** The microphone is let go of whatever happens, and each way of having no recording has its name. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canRecord, inBase64, MOST_SECONDS, NotRecorded, startRecording } from './recorder';

const tracks = [{ stop: vi.fn() }];
const getUserMedia = vi.fn();
let made: Recorder[] = [];

class Recorder {
  static known = ['audio/webm;codecs=opus', 'audio/webm'];
  static isTypeSupported = (kind: string) => Recorder.known.includes(kind);
  state = 'inactive';
  mimeType: string;
  ondataavailable: (event: { data: Blob }) => void = () => undefined;
  onstop: () => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor(_: unknown, { mimeType = '' }: { mimeType?: string }) {
    this.mimeType = mimeType;
    made.push(this);
  }

  start() {
    this.state = 'recording';
  }

  stop() {
    this.state = 'inactive';
    this.onstop();
  }

  says(words: string) {
    this.ondataavailable({ data: new Blob([words]) });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
  tracks[0]?.stop.mockReset();
  getUserMedia.mockReset().mockResolvedValue({ getTracks: () => tracks });
  vi.stubGlobal('MediaRecorder', Recorder);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begun = async () => {
  const running = await startRecording();
  const [recorder] = made;
  if (!recorder) throw new Error('nothing records');
  return { running, recorder };
};

describe('a voice', () => {
  it('is recorded in pieces, in what the browser knows, and the microphone is free again', async () => {
    const { running, recorder } = await begun();
    recorder.says('Hyvää ');
    vi.advanceTimersByTime(2000);
    recorder.says('päivää');
    running.stop();
    const { sound, seconds } = await running.done;
    expect([await sound.text(), sound.type, seconds]).toEqual(['Hyvää päivää', 'audio/webm', 2]);
    expect(tracks[0]?.stop).toHaveBeenCalledOnce();
  });

  it('ends by itself after a minute', async () => {
    const { running, recorder } = await begun();
    recorder.says('x');
    vi.advanceTimersByTime(MOST_SECONDS * 1000 - 1);
    expect(recorder.state).toBe('recording');
    vi.advanceTimersByTime(1);
    expect(recorder.state).toBe('inactive');
    expect((await running.done).seconds).toBe(MOST_SECONDS);
  });

  it('ends before it is of more bytes than the server takes', async () => {
    const { running, recorder } = await begun();
    recorder.says('x'.repeat(1_000_000));
    expect(recorder.state).toBe('inactive');
    expect((await running.done).sound.size).toBeLessThan(1024 * 1024);
  });

  it('is none where nothing was heard or the recorder broke', async () => {
    const silent = await begun();
    silent.running.stop();
    await expect(silent.running.done).rejects.toMatchObject({ trouble: 'failed' });
    made = [];
    const broken = await begun();
    broken.recorder.says('x');
    broken.recorder.onerror();
    await expect(broken.running.done).rejects.toBeInstanceOf(NotRecorded);
    expect(tracks[0]?.stop).toHaveBeenCalledTimes(2);
  });
});

describe('without a microphone', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'failed'],
  ])('%s is told as %s', async (name, trouble) => {
    getUserMedia.mockRejectedValue(new DOMException('no', name));
    await expect(startRecording()).rejects.toMatchObject({ trouble });
  });

  it('a browser that cannot record is not asked to', () => {
    expect(canRecord()).toBe(true);
    vi.stubGlobal('MediaRecorder', undefined);
    expect(canRecord()).toBe(false);
  });

  it('a recorder that cannot begin lets the microphone go', async () => {
    vi.stubGlobal(
      'MediaRecorder',
      class extends Recorder {
        override start(): void {
          throw new DOMException('no', 'NotSupportedError');
        }
      },
    );
    await expect(startRecording()).rejects.toMatchObject({ trouble: 'failed' });
    expect(tracks[0]?.stop).toHaveBeenCalledOnce();
  });
});

it('is carried in base64, however long', async () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, place) => place % 256);
  const carried = await inBase64(new Blob([bytes]));
  expect(Uint8Array.from(atob(carried), (letter) => letter.charCodeAt(0))).toEqual(bytes);
});
