/**
 * A colleague's sealed records on this phone: taken in from her screen or her file, and taken to the server until each
 * has its receipt. Her own phone learns of it by its own next sync.
 */
import { signal } from '@preact/signals';
import type { Envelope, ProblemDetails } from '../api/schema';
import { CARRIES } from '../offline/carrying';
import { onTheWire } from '../offline/clock';
import { type Delivered, deliver } from '../offline/delivering';
import { type CarriedRecord, readOutbox, strictly } from '../offline/store';
import { sealWhatLacks } from '../offline/upkeep';

/** What this phone carries for others, as last read. */
export const carried = signal<CarriedRecord[]>([]);

/** Read what this person's phone carries. */
export async function readCarried(person: string): Promise<CarriedRecord[]> {
  const rows = await strictly(['carried'], (transaction) => transaction.objectStore('carried').getAll(), person);
  noteCarried(person, rows);
  return rows;
}

/**
 * Take a colleague's records in; those known already stay as they are, but for one that was not taken in and that her
 * phone has sealed anew. Says how many are new.
 */
export async function takeIn(person: string, envelopes: Envelope[]): Promise<number> {
  const takenAt = onTheWire(Date.now());
  const taken = await strictly(
    ['carried'],
    async (transaction) => {
      const shelf = transaction.objectStore('carried');
      const known = new Map((await shelf.getAll()).map((row) => [row.id, row]));
      const fresh = envelopes.filter(({ id, sealed }) => {
        const row = known.get(id);
        return !row || (row.problem && row.sealed !== sealed);
      });
      for (const { id, sealed } of fresh) await shelf.put({ id, sealed, takenAt });
      return fresh.length;
    },
    person,
  );
  await readCarried(person);
  return taken;
}

/** Take to the server what this phone carries; the sync calls it in its turn. */
export async function sendCarried(person: string): Promise<void> {
  const rows = await readCarried(person);
  if (rows.length === 0) return;
  const { device, receiptKeys } = await readOutbox(person);
  const envelopes = rows.map(({ id, sealed }) => ({ id, sealed }));
  // A phone that has recorded nothing yet has no name of its own.
  await deliver(device || crypto.randomUUID(), envelopes, receiptKeys ?? [], (delivered) => keep(person, delivered));
}

/** Let go of what the server would not take. */
export async function letGoOfRefused(person: string): Promise<void> {
  await strictly(
    ['carried'],
    async (transaction) => {
      const shelf = transaction.objectStore('carried');
      for (const { id, problem } of await shelf.getAll()) if (problem) await shelf.delete(id);
    },
    person,
  );
  await readCarried(person);
}

/** Refused so that nothing of it lies on the server: let go of here, it would be lost with the phone that made it. */
const NOT_KEPT_THERE = [
  'sealed-not-genuine',
  'sealed-key-unknown',
  'number-used-twice',
  'content-differs',
  'invalid-request',
  'not-json',
  'too-large',
];

async function keep(person: string, { receipts, refusals }: Delivered): Promise<void> {
  await strictly(
    ['carried'],
    async (transaction) => {
      const shelf = transaction.objectStore('carried');
      for (const { id } of receipts) await shelf.delete(id);
      for (const { id, verdict, problem } of refusals) {
        const row = await shelf.get(id);
        // What is held waits for another record, and is brought again as it is.
        if (!row || verdict === 'held') continue;
        if (isKeptThere(problem)) await shelf.delete(id);
        else await shelf.put({ ...row, problem });
      }
    },
    person,
  );
  await readCarried(person);
}

/** Whether a refused record lies on the server with its reason, of which her own phone is told. */
export function isKeptThere({ type }: ProblemDetails): boolean {
  return !NOT_KEPT_THERE.includes(type.slice(type.lastIndexOf('/') + 1));
}

function noteCarried(person: string, rows: CarriedRecord[]): void {
  carried.value = rows;
  if (rows.length > 0) localStorage.setItem(CARRIES + person, String(rows.length));
  else localStorage.removeItem(CARRIES + person);
}

/**
 * What is only on this phone and can be given to another: one's own that wait, and what is carried for others. What was
 * saved a moment ago, before the sealing had been fetched, is sealed first.
 */
export async function toGive(person: string): Promise<{ envelopes: Envelope[]; unsealed: number }> {
  await sealWhatLacks(person);
  const [{ outbox, unread }, others] = [await readOutbox(person), await readCarried(person)];
  const ofHers = [...outbox, ...unread];
  const own = ofHers.flatMap(({ id, sealed }) => (sealed ? [{ id, sealed }] : []));
  return {
    envelopes: [...own, ...others.map(({ id, sealed }) => ({ id, sealed }))],
    unsealed: ofHers.length - own.length,
  };
}
