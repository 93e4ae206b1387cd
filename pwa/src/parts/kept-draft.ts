/**
 * What is being written and not yet sent, kept in this tab: it outlives going back, a reload and a lost network, also
 * the end of a session, and is gone when it has been sent, when the tab is closed, or when someone else signs in.
 */
import { effect } from '@preact/signals';
import { session } from '../session';

const PREFIX = 'kotiseteli.draft.';

/** Nobody else of this tab comes upon what she was writing. */
effect(() => {
  const who = session.value?.person.id;
  if (who === undefined) return;
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX) && !name.startsWith(nameOf('', who))) sessionStorage.removeItem(name);
  }
});

/** Keep the draft; a browser whose storage is full or closed goes on without. */
export function keepDraft<T>(name: string, draft: T): void {
  try {
    sessionStorage.setItem(nameOf(name), JSON.stringify(draft));
  } catch {
    dropDraft(name);
  }
}

/** What was being written under this name, or null. */
export function keptDraft<T>(name: string): T | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(name)) ?? 'null');
  } catch {
    return null;
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(nameOf(name));
}

function nameOf(name: string, who = session.peek()?.person.id): string {
  return `${PREFIX}${who}.${name}`;
}
