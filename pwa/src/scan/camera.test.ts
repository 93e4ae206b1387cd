/** The camera's picture in an installed app, which some phones leave black after the app has been looked away from. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScanning } from './camera';

vi.mock('./look', () => ({
  startDecoder: () => ({ look: async () => [], close: () => undefined }),
  DecoderSilent: class extends Error {},
}));

/** Every picture that was opened: whether its camera still runs. */
let opened: { runs: boolean }[] = [];
const page = document as unknown as { visibilityState: string };

beforeEach(() => {
  opened = [];
  const open = async () => {
    const camera = { runs: true };
    opened.push(camera);
    const stop = () => {
      camera.runs = false;
    };
    return { getTracks: () => [{ stop }], getVideoTracks: () => [{ stop }] };
  };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: open } });
  vi.stubGlobal('createImageBitmap', async () => ({}));
});

afterEach(() => {
  look('visible');
  vi.unstubAllGlobals();
});

function look(state: 'hidden' | 'visible'): void {
  page.visibilityState = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

test('failure 20: the camera is let go of when the app is looked away from, and opened anew when it is back', async () => {
  const video = { play: async () => undefined, srcObject: null } as unknown as HTMLVideoElement;
  const scanning = startScanning(video, { onSeen: () => false, onTrouble: () => undefined });
  await vi.waitFor(() => expect(video.srcObject).not.toBeNull());
  const before = video.srcObject;
  look('hidden');
  expect(opened).toEqual([{ runs: false }]);
  look('visible');
  await vi.waitFor(() => expect(video.srcObject).not.toBe(before));
  expect(opened).toEqual([{ runs: false }, { runs: true }]);
  scanning.stop();
  expect(opened).toEqual([{ runs: false }, { runs: false }]);
});
