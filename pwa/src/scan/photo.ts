/** Finds a voucher in a photo, however large the photo is. */
import { startDecoder } from './look';
import { type Seen, seenIn } from './voucher';

/** An ordinary phone's photo is this long; one of 100 megapixels would take 400 megabytes of a small phone's memory. */
const LONGEST_PHOTO = 4096;

/** The photo as a picture, made smaller where it is huge; what cannot be measured is taken as it is. */
async function pictureOf(photo: Blob): Promise<ImageBitmap> {
  const { width, height } = await sizeOf(photo);
  const scale = LONGEST_PHOTO / Math.max(width, height);
  return scale < 1 ? createImageBitmap(photo, { resizeWidth: Math.round(width * scale) }) : createImageBitmap(photo);
}

function sizeOf(photo: Blob): Promise<{ width: number; height: number }> {
  const address = URL.createObjectURL(photo);
  const image = new Image();
  return new Promise<{ width: number; height: number }>((resolve) => {
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => resolve({ width: 0, height: 0 });
    image.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

/** Find a voucher in a photo, by every treatment there is. */
export async function lookAtPhoto(photo: Blob): Promise<Seen> {
  const decoder = startDecoder();
  try {
    return seenIn(await decoder.look(await pictureOf(photo), ['whole', 'histogram', 'half', 'centre']));
  } finally {
    decoder.close();
  }
}
