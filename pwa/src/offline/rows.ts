/** What of the rows as they lie in the store can be read. */
import { BOXED, type DataKey, opened, type Row } from './boxes';
import type { Shelf } from './shelves';
import type { OutboxEntry, UnreadEntry } from './store';

/** Rows as they lie in the store. */
export type Stored = Map<string, Row>;

/** Every row of a shelf, by its key. */
export async function rowsOf(shelf: {
  getAllKeys(): Promise<string[]>;
  getAll(): Promise<unknown[]>;
}): Promise<Stored> {
  const [keys, rows] = await Promise.all([shelf.getAllKeys(), shelf.getAll()]);
  return new Map(keys.map((key, place) => [key, rows[place] as Row]));
}

/** What can be read of a shelf's rows. */
export async function readable(shelf: Shelf, rows: Stored, key: DataKey | null): Promise<Map<string, unknown>> {
  if (!BOXED.includes(shelf)) return rows;
  const all = await Promise.all([...rows].map(async ([at, row]) => [at, await opened(shelf, at, row, key)] as const));
  return new Map(all.filter(([, row]) => row !== null));
}

/** The outbox in the order of its numbers, apart what can be read of it and what cannot. */
export function inOrder(
  stored: Stored,
  readable: Map<string, unknown>,
): { outbox: OutboxEntry[]; unread: UnreadEntry[] } {
  const byNumber = (one: { number: number }, other: { number: number }) => one.number - other.number;
  const unread = [...stored].filter(([id]) => !readable.has(id)).map(([, row]) => row as unknown as UnreadEntry);
  return { outbox: ([...readable.values()] as OutboxEntry[]).sort(byNumber), unread: unread.sort(byNumber) };
}
