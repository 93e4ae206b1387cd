/**
 * Under which name this phone is taken into use for a person: the one that has numbered her records here before, else a
 * new one, which her store takes over when it is made.
 */
import { openDB } from 'idb';
import { NAMED } from './outbox';
import type { Shelves } from './shelves';
import { ONLY } from './store';

/** The id of this phone for a person whose store is not open. */
export async function deviceOf(person: string): Promise<string> {
  const known = await numbered(person);
  if (known) return known;
  const name = localStorage.getItem(NAMED + person) ?? crypto.randomUUID();
  localStorage.setItem(NAMED + person, name);
  return name;
}

/** What her store here says; null when she has none, and none is made by asking. */
async function numbered(person: string): Promise<string | null> {
  const opening = openDB<Shelves>(`kotiseteli-${person}`, undefined, {
    upgrade(_database, _old, _new, transaction) {
      transaction.done.catch(() => undefined);
      transaction.abort();
    },
  });
  const store = await opening.catch(() => null);
  if (store === null) return null;
  try {
    return (await store.get('device', ONLY))?.device ?? null;
  } finally {
    store.close();
  }
}
