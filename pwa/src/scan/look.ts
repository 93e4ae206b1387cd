/** Asks the decoding thread what is in a picture, and notices when it does not answer. */

/** whole: as it is; centre: the middle enlarged; half: at half size; histogram: one threshold for the whole picture. */
export type Treatment = 'whole' | 'centre' | 'half' | 'histogram';

export interface Look {
  id: number;
  picture: ImageBitmap;
  treatments: Treatment[];
}

export type Sight = { id: number; texts: string[] } | { id: number; failure: string };

/** The first look waits for the decoder itself to be loaded; a decoder that is kept from running never says so. */
const PATIENCE_MS = 12_000;

/** The decoder did not answer: another way in must be offered. */
export class DecoderSilent extends Error {}

export interface Decoder {
  /** The texts of the codes in the picture. */
  look(picture: ImageBitmap, treatments: Treatment[]): Promise<string[]>;
  close(): void;
}

/** Start the decoding thread; it loads while the camera is being opened. */
export function startDecoder(): Decoder {
  const thread = new Worker(new URL('./decode.ts', import.meta.url), { type: 'module', name: 'decode' });
  let looks = 0;
  const look = (picture: ImageBitmap, treatments: Treatment[]): Promise<string[]> =>
    new Promise((resolve, reject) => {
      looks += 1;
      const id = looks;
      const ending = new AbortController();
      const { signal } = ending;
      const end = (finish: () => void): void => {
        clearTimeout(timer);
        ending.abort();
        finish();
      };
      const timer = setTimeout(() => end(() => reject(new DecoderSilent('no answer'))), PATIENCE_MS);
      const heard = ({ data }: MessageEvent<Sight>): void => {
        if (data.id !== id) return;
        end(() => ('texts' in data ? resolve(data.texts) : reject(new DecoderSilent(data.failure))));
      };
      thread.addEventListener('message', heard, { signal });
      thread.addEventListener('error', () => end(() => reject(new DecoderSilent('not to be loaded'))), { signal });
      thread.postMessage({ id, picture, treatments } satisfies Look, [picture]);
    });
  return { look, close: () => thread.terminate() };
}
