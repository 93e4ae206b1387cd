/** Rows that have been changed as they are to lie in the store: records sealed, and what is hers in boxes. */
import { BOXED, boxed, type DataKey, type Row } from './boxes';
import type { Changes } from './in-hand';
import { visitOf } from './own-visit';
import { sealRecord } from './seal';
import type { Shelf } from './shelves';
import type { Device, OutboxEntry } from './store';

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
