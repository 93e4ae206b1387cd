/** Finds a voucher in a photo, however large the photo is. */
import { startDecoder } from './look';
import { pictureOf } from './picture';
import { type Seen, seenIn } from './voucher';

/** An ordinary phone's photo is this long; one of 100 megapixels would take 400 megabytes of a small phone's memory. */
const LONGEST_PHOTO = 4096;

/** Find a voucher in a photo, by every treatment there is. */
export async function lookAtPhoto(photo: Blob): Promise<Seen> {
  const decoder = startDecoder();
  try {
    return seenIn(await decoder.look(await pictureOf(photo, LONGEST_PHOTO), ['whole', 'histogram', 'half', 'centre']));
  } finally {
    decoder.close();
  }
}
