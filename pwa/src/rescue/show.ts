/** Frames drawn as QR codes; what draws them is loaded when it is first needed. */

import type { Envelope } from '../api/schema';
import { framesOf } from './frames';
import { packed } from './parcel';

/** Around a QR code, in its own squares (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A parcel ready to be shown, one frame after another. */
export interface Film {
  count: number;
  /** Draw the frame of this place, from 0, one pixel a square. */
  draw(place: number, canvas: HTMLCanvasElement): void;
}

export async function filmOf(envelopes: Envelope[]): Promise<Film> {
  const [{ generate, correction }, { content, name }] = await Promise.all([import('lean-qr'), packed(envelopes)]);
  const frames = framesOf(content, name);
  const least = { minCorrectionLevel: correction.L };
  // The last frame is shorter than the others, and is drawn as large as they are.
  const minVersion = (generate(frames[0] ?? '', least).size - 17) / 4;
  return {
    count: frames.length,
    draw(place, canvas) {
      generate(frames[place] ?? '', { ...least, minVersion }).toCanvas(canvas, {
        on: [0, 0, 0],
        off: [255, 255, 255],
        pad: QUIET_ZONE,
      });
    },
  };
}
