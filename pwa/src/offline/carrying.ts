/** A colleague's records on this phone go in the same rounds as one's own; a phone that carries none loads nothing of it. */
import { Offline } from '../api/client';

/** Beside the store, so that it is known without opening it. */
export const CARRIES = 'kotiseteli.carries.';

/** Take to the server what this phone carries; it needs no session, and holds nothing of one's own back. */
export async function carryForOthers(worker: string): Promise<void> {
  if (localStorage.getItem(CARRIES + worker) === null) return;
  try {
    await (await import('../rescue/carried')).sendCarried(worker);
  } catch (failure) {
    if (!(failure instanceof Offline)) reportError(failure);
  }
}
