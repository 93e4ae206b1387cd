/** The browser's small memory beside the store (localStorage): what it holds is good to know, and nothing hangs on it. */

/** Keep this there; a memory that is full, as on a phone that has run out of room, costs no more than what it says. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch (failure) {
    reportError(failure);
  }
}
