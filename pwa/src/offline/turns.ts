/** One at a time among the tabs of a phone, as far as its browser can hold them to it (Web Locks). */

/**
 * Do this in its turn, or without one: in a browser that knows no locks, and when the turn has not come in this time,
 * since a tab that the phone has put to sleep may hold it for ever. What is done must bear that.
 */
export async function inTurn<T>(name: string, longestMs: number, work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work();
  let isMine = false;
  const signal = AbortSignal.timeout(longestMs);
  try {
    return await navigator.locks.request(name, { signal }, () => {
      isMine = true;
      return work();
    });
  } catch (failure) {
    if (isMine) throw failure;
    return work();
  }
}
