/**
 * A phone whose session has ended asks whether it has been told to be lost. If so, it lets go of everything that can be
 * read here, and goes on sending what waits, sealed. When only the employment has ended, it lets go of what came from
 * the server.
 */
import { ask } from '../api/client';
import type { PhoneStanding } from '../api/schema';
import { announce, STANDING } from './changes';
import { visitOf } from './own-visit';
import type { Whose } from './pull';
import type { Raw } from './shelves';
import { phoneStanding } from './signals';
import { remember } from './small-memory';
import { ONLY, type OutboxEntry, readOutbox, type UnreadEntry } from './store';
import { sealWhatLacks } from './upkeep';
import { forgetKeys, lockState } from './vault';
import { makeKey, strictlyUnread } from './writing';

/** Ask the server what may be done with this phone, and do what follows from the answer. */
export async function askAboutPhone({ worker, insist }: Whose): Promise<void> {
  const { device, token } = await readOutbox(worker);
  if (!token) return;
  const { standing } = await ask<PhoneStanding>('POST', '/api/phones/standing', { device, token });
  insist();
  // What a later server may tell is no reason to let go of anything.
  if (standing !== 'lost' && standing !== 'ended') return;
  await (standing === 'lost' ? letGoOfAll : letGoOfBrought)(worker);
  remember(STANDING + worker, standing);
  phoneStanding.value = standing;
  await announce();
}

/** She has been let in again: the phone is hers to work with. */
export function isInUseAgain(worker: string): void {
  localStorage.removeItem(STANDING + worker);
  phoneStanding.value = null;
}

/** Of what waits only the sealed copies stay, and the key that anything here was encrypted with is thrown away. */
async function letGoOfAll(worker: string): Promise<void> {
  if (lockState.peek() !== 'locked') await sealWhatLacks(worker);
  const { outbox, unread } = await readOutbox(worker);
  // What the server's key has never come for can leave by no other way than being read here once more.
  const isSealed = [...outbox, ...unread].every(({ sealed }) => sealed);
  const drop = async (transaction: Raw): Promise<void> => {
    for (const shelf of ['visits', 'ongoing', 'provisions', 'photos'] as const) {
      await transaction.objectStore(shelf).clear();
    }
    const shelf = transaction.objectStore('outbox');
    for (const entry of outbox) {
      if (entry.sealed && (await shelf.getKey(entry.id))) await shelf.put(unreadOf(entry) as never);
    }
    if (!isSealed) return;
    const vault = transaction.objectStore('vault');
    for (const name of await vault.getAllKeys()) if (name !== 'writes') await vault.delete(name);
  };
  await strictlyUnread(['visits', 'ongoing', 'provisions', 'photos', 'outbox'], drop, worker);
  if (!isSealed) return;
  forgetKeys();
  await makeKey(worker);
}

/** A record as a locked phone keeps it: found and sent, and not to be read. */
function unreadOf({ id, number, mutation, state, sha256 = '', sealed = null }: OutboxEntry): UnreadEntry {
  return { id, number, visit: visitOf(mutation), state, sha256, sealed };
}

/** What came from the server leaves; what she has recorded herself and not sent stays as it is. */
async function letGoOfBrought(worker: string): Promise<void> {
  const { outbox, unread } = await readOutbox(worker);
  const waiting = new Set([...outbox.map(({ mutation }) => visitOf(mutation)), ...unread.map(({ visit }) => visit)]);
  const drop = async (transaction: Raw): Promise<void> => {
    await transaction.objectStore('provisions').delete(ONLY);
    const visits = transaction.objectStore('visits');
    for (const id of await visits.getAllKeys()) if (!waiting.has(id)) await visits.delete(id);
  };
  await strictlyUnread(['provisions', 'visits'], drop, worker);
}
