/**
 * What the worker needs at the doors of her round, in the box with it: brought after the round, and gone from this phone
 * when the time of each is over, with or without a network (docs/sync.md, door notes).
 */
import { ask } from '../api/client';
import type { DoorsOnRound } from '../api/schema';
import { announce } from './changes';
import { now } from './clock';
import type { Writing } from './in-hand';
import { type KeptDoors, type KeptProvisions, ONLY, strictly } from './store';

/** How many days of the round the server tells doors of, today among them. */
const DAYS_MS = 2 * 86_400_000;

/** Bring the doors of this round; without an answer those that are here stay until their time is over. */
export async function bringDoors({ worker, insist }: { worker: string; insist: () => void }): Promise<void> {
  const kept = await strictly(['provisions'], (transaction) => transaction.objectStore('provisions').get(ONLY), worker);
  if (!kept || !(kept.doors || isNear(kept))) return;
  const query = kept.doors ? `?${new URLSearchParams({ have: kept.doors.mark })}` : '';
  const { mark, doors } = await ask<DoorsOnRound>('GET', `/api/door-notes${query}`);
  insist();
  await change(worker, (before) => (doors ? { mark, doors } : before));
}

/** Let go of what is over: the address of a door at which nobody is waited for any more stays on no phone. */
export async function dropOldDoors(worker: string): Promise<void> {
  await change(worker, (before) => before);
}

/** Whether the time of a door on this phone is not over yet. */
export function isStillKept({ until }: KeptDoors['doors'][number]): boolean {
  return Date.parse(until) > now();
}

function isNear({ round }: KeptProvisions): boolean {
  return round?.visits.some(({ startsAt }) => Date.parse(startsAt) < now() + DAYS_MS) ?? false;
}

async function change(worker: string, made: (before: KeptDoors | undefined) => KeptDoors | undefined): Promise<void> {
  const write = async (transaction: Writing): Promise<boolean> => {
    const shelf = transaction.objectStore('provisions');
    const kept = await shelf.get(ONLY);
    const doors = kept && made(kept.doors);
    if (!kept || !doors) return false;
    // One that is asked for once more comes whole.
    const left = doors.doors.filter(isStillKept);
    const isLess = left.length < doors.doors.length;
    if (doors === kept.doors && !isLess) return false;
    await shelf.put({ ...kept, doors: { mark: isLess ? '' : doors.mark, doors: left } }, ONLY);
    return true;
  };
  if (await strictly(['provisions'], write, worker)) await announce();
}
