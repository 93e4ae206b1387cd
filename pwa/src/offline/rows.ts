/** Between rows in hand and rows as they lie in the store: what can be read of these, and how those are to lie there. */
import { BOXED, boxed, type DataKey, opened, type Row } from './boxes';
import type { Changes } from './in-hand';
import { visitOf } from './own-visit';
import { sealRecord } from './seal';
import type { Shelf } from './shelves';
import type { Device, OutboxEntry, UnreadEntry } from './store';

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

/** A row as it is to be put, or with null taken away. */
export type ReadyRow = { shelf: Shelf | 'vault'; at: string; row: unknown };

/** The changed rows as they are to lie in the store: records sealed, and what is hers in boxes. */
export async function readyRows(
  changes: Changes,
  key: DataKey | null,
  personId: string,
  device: Device | undefined,
): Promise<ReadyRow[]> {
  const all = [...changes].flatMap(([shelf, rows]) => [...rows].map(([at, row]) => ({ shelf, at, row })));
  const ready = async ({ shelf, at, row }: ReadyRow): Promise<ReadyRow> => {
    if (row === null || !key || !BOXED.includes(shelf)) return { shelf, at, row };
    const whole = shelf === 'outbox' ? await sealedEntry(row as OutboxEntry, device, personId) : row;
    return { shelf, at, row: await boxed(shelf, at, whole as unknown as Row, key) };
  };
  return Promise.all(all.map(ready));
}

async function sealedEntry(entry: OutboxEntry, device: Device | undefined, personId: string): Promise<OutboxEntry> {
  const sealed = await sealRecord(entry.mutation, personId, device ?? {}, entry);
  return { ...entry, ...sealed, visit: visitOf(entry.mutation) };
}
