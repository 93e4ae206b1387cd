/**
 * What a client or a relative has said and the server has not taken yet, kept on this phone under her own name: it
 * outlives a lost network, a reload and the end of a session, and is sent when she is here again. The server takes each
 * once, by the id that it was given here.
 */
import { computed, effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, Problem } from '../api/client';
import { session } from '../session';

const PREFIX = 'kotiseteli.unsent.';

export interface Unsent {
  id: string;
  path: string;
  body: Record<string, unknown>;
  /** The visit that it is about, or the client's letters that it is one of. */
  visit?: string;
  letters?: string;
  /** How long it may take on its way, where that is longer than of words. */
  waitMs?: number;
  /** Why the server did not take it: it is sent no more, and she is told. */
  refused?: { slug: string; title: string; detail: string };
}

const kept = signal<Unsent[]>([]);
/** What is on its way: a voice over a slow line is not sent a second time beside itself. */
const onTheWay = new Set<string>();
/** What the person who is signed in has not got through. */
export const unsent = computed(() => kept.value);
/** Whether it lies on the phone: one whose storage is full or closed keeps it only as long as the page is open. */
export const isOnDisk = signal(true);

effect(() => {
  kept.value = read(session.value?.person.id);
});

/** Send it now, or keep it for later: true when the server has it, false when it waits; a refusal is thrown. */
export async function sendOrKeep(said: Unsent): Promise<boolean> {
  keep(said);
  try {
    await post(said);
  } catch (failure) {
    if (waits(failure)) return false;
    drop(said.id);
    throw failure;
  }
  drop(said.id);
  return true;
}

/** Send everything that waits, one after another; true when anything got through. */
export async function sendUnsent(): Promise<boolean> {
  let isSent = false;
  for (const said of kept.peek().filter(({ refused }) => !refused)) {
    if (onTheWay.has(said.id)) continue;
    try {
      await post(said);
      drop(said.id);
      isSent = true;
    } catch (failure) {
      if (!(failure instanceof Problem) || waits(failure)) return isSent;
      const { slug, title, detail } = failure;
      keep({ ...said, refused: { slug, title, detail } });
    }
  }
  return isSent;
}

/** On a page that shows what waits: send it when the page opens, when the network comes back, and when the server answers. */
export function useSendUnsent(onSent: () => void, of: unknown[]): void {
  useEffect(() => {
    const send = () => {
      void sendUnsent().then((isSent) => {
        if (isSent) onSent();
      });
    };
    send();
    addEventListener('online', send);
    return () => removeEventListener('online', send);
  }, of);
}

/** She has taken note of it, or it has arrived. */
export function drop(id: string): void {
  write(kept.peek().filter((one) => one.id !== id));
}

async function post({ id, path, body, waitMs }: Unsent): Promise<void> {
  onTheWay.add(id);
  try {
    await (waitMs ? ask('POST', path, body, { waitMs }) : ask('POST', path, body));
  } finally {
    onTheWay.delete(id);
  }
}

function keep(said: Unsent): void {
  write([...kept.peek().filter(({ id }) => id !== said.id), said]);
}

/** No true answer, a session that has ended, too many at once, a server in trouble: later it may be taken. */
function waits(failure: unknown): boolean {
  if (!(failure instanceof Problem)) return true;
  return failure.status === 401 || failure.status === 429 || failure.status >= 500 || failure.slug === 'not-from-here';
}

function read(person: string | undefined): Unsent[] {
  try {
    return JSON.parse((person && localStorage.getItem(PREFIX + person)) || '[]');
  } catch {
    return [];
  }
}

function write(all: Unsent[]): void {
  kept.value = all;
  const name = PREFIX + session.peek()?.person.id;
  try {
    if (all.length > 0) localStorage.setItem(name, JSON.stringify(all));
    else localStorage.removeItem(name);
    isOnDisk.value = true;
  } catch {
    isOnDisk.value = false;
  }
}
