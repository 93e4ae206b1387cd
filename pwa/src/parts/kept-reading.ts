/**
 * What was last read from the server, kept on this phone so that the page opens without a network: little, per person,
 * with its age, and gone at sign-out.
 */

const PREFIX = 'kotiseteli.read.';

export interface KeptReading<T> {
  answer: T;
  receivedAt: string;
}

/** Keep the answer; a phone whose storage is full or closed goes on without. */
export function keepReading<T>(name: string, answer: T): void {
  try {
    const kept: KeptReading<T> = { answer, receivedAt: new Date().toISOString() };
    localStorage.setItem(PREFIX + name, JSON.stringify(kept));
  } catch {
    forgetReadings();
  }
}

/** The last answer kept under this name, or null. */
export function keptReading<T>(name: string): KeptReading<T> | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

/** Forget everything read by whoever used this phone, but what is kept under names that begin so. */
export function forgetReadings(but: string[] = []): void {
  for (const name of Object.keys(localStorage)) {
    const isKept = but.some((beginning) => name.startsWith(PREFIX + beginning));
    if (name.startsWith(PREFIX) && !isKept) localStorage.removeItem(name);
  }
}
