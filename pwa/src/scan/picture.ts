/** A photo as a picture of bearable size: to look for a code in, or to send. */

/** Long enough to read the small print of a receipt; one of A4 has 190 of these to the inch. */
const LONGEST_SENT = 1600;
const WELL_READ = 0.8;
/** Of a picture so full of detail that it is still too large. */
const STILL_READ = 0.5;

/** The photo as a picture, made smaller where it is huge; what cannot be measured is taken as it is. */
export async function pictureOf(photo: Blob, longest: number): Promise<ImageBitmap> {
  const { width, height } = await sizeOf(photo);
  const scale = longest / Math.max(width, height);
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

/**
 * A photo made anew for sending: upright, small, a JPEG of the picture alone, without what the camera wrote beside it
 * (where, when, whose). Throws when the browser cannot open it.
 */
export async function smallPhoto(photo: Blob, mostBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await pictureOf(photo, LONGEST_SENT);
  try {
    const drawn = await asJpeg(picture, WELL_READ);
    const sent = drawn.size <= mostBytes ? drawn : await asJpeg(picture, STILL_READ);
    return new Uint8Array(await sent.arrayBuffer());
  } finally {
    picture.close();
  }
}

async function asJpeg(picture: ImageBitmap, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('the browser draws nothing');
  pen.drawImage(picture, 0, 0);
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (drawn?.type !== 'image/jpeg') throw new Error('the browser makes no JPEG');
  return drawn;
}
