/** Hands a file over: to another app of the phone where the browser can, else to the folder of downloads. */
import { saveFile } from './save-file';

const KIND = 'application/json';

/** Says whether it was given; false when she let it be. */
export async function giveFile(name: string, content: string): Promise<boolean> {
  const file = new File([content], name, { type: KIND });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (failure) {
      // Some browsers say that they can and then cannot: the file is downloaded instead.
      if (failure instanceof DOMException && failure.name === 'AbortError') return false;
    }
  }
  saveFile(name, content, KIND);
  return true;
}
