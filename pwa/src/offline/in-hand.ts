/**
 * Rows in hand: what a piece of work reads and changes before it is written. They are read and decrypted as they are
 * asked for, the changes lie over them in memory, and nothing is in the store before all of it is.
 */
import { visitOf } from './own-visit';
import type { Shelf, Shelves } from './shelves';
import type { OutboxEntry } from './store';

type RowOf<Name extends Shelf> = Shelves[Name]['value'];
type IndexOf<Name extends Shelf> = Shelves[Name] extends { indexes: infer Named } ? keyof Named & string : never;

interface IndexInHand<Row> {
  getAll(value?: string | number): Promise<Row[]>;
  getAllKeys(value?: string | number): Promise<string[]>;
  getKey(value: string | number): Promise<string | undefined>;
  count(value?: string | number): Promise<number>;
}

interface ShelfInHand<Name extends Shelf> {
  get(key: string): Promise<RowOf<Name> | undefined>;
  getAll(): Promise<RowOf<Name>[]>;
  getAllKeys(): Promise<string[]>;
  put(row: RowOf<Name>, key?: string): Promise<void>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
  count(): Promise<number>;
  index(name: IndexOf<Name>): IndexInHand<RowOf<Name>>;
}

/** What `strictly` gives its work: shelves by their names, as IndexedDB's own transaction has them. */
export interface Writing {
  objectStore<Name extends Shelf>(name: Name): ShelfInHand<Name>;
}

/** Reads rows as they were stored, in clear; by their keys, in the order of these. */
export interface Reading {
  one(shelf: Shelf, key: string): Promise<unknown>;
  all(shelf: Shelf): Promise<Map<string, unknown>>;
}

/** Of each shelf the rows to be put, and with null the ones to be taken away. */
export type Changes = Map<Shelf, Map<string, unknown>>;

/** What each index finds a row by; a recording is not found by its visit, which is itself. */
const FOUND_BY: Record<string, (row: never) => unknown> = {
  'outbox.number': (row: OutboxEntry) => row.number,
  'outbox.visit': ({ id, mutation }: OutboxEntry) => (visitOf(mutation) === id ? undefined : visitOf(mutation)),
  'photos.visit': (row: { visit: string }) => row.visit,
};

/** Take rows of these shelves in hand. */
export function takeInHand(shelves: Shelf[], reading: Reading): { writing: Writing; changes: Changes } {
  const changes: Changes = new Map(shelves.map((name) => [name, new Map()]));
  const once = readOnce(reading);
  return { writing: { objectStore: (name) => shelfInHand(name, once, changes) }, changes };
}

/** A shelf is read whole once: that nobody has written to it meanwhile is seen when the work is written. */
function readOnce(reading: Reading): Reading {
  const whole = new Map<Shelf, ReturnType<Reading['all']>>();
  const all = (shelf: Shelf) => {
    const rows = whole.get(shelf) ?? reading.all(shelf);
    whole.set(shelf, rows);
    return rows;
  };
  return { all, one: async (shelf, key) => (whole.has(shelf) ? (await all(shelf)).get(key) : reading.one(shelf, key)) };
}

function shelfInHand<Name extends Shelf>(name: Name, reading: Reading, changes: Changes): ShelfInHand<Name> {
  type Found = RowOf<Name>;
  const changed = changes.get(name);
  if (!changed) throw new DOMException(`${name} is not among the shelves asked for`, 'NotFoundError');
  const entries = async (): Promise<[string, Found][]> => {
    const rows = new Map(await reading.all(name));
    for (const [key, row] of changed) rows.set(key, row);
    const there = [...rows].filter(([, row]) => row !== null) as [string, Found][];
    return there.sort(([one], [other]) => (one < other ? -1 : 1));
  };
  return {
    get: async (key) => (changed.has(key) ? (changed.get(key) ?? undefined) : await reading.one(name, key)) as Found,
    getAll: async () => (await entries()).map(([, row]) => row),
    getAllKeys: async () => (await entries()).map(([key]) => key),
    put: async (row, key) => {
      changed.set(key ?? (row as { id: string }).id, row);
    },
    delete: async (key) => {
      changed.set(key, null);
    },
    clear: async () => {
      for (const [key] of await entries()) changed.set(key, null);
    },
    count: async () => (await entries()).length,
    index: (index) => {
      const find = FOUND_BY[`${name}.${index}`] as (row: Found) => string | number | undefined;
      const found = async (value?: string | number): Promise<[string, Found][]> => {
        const known = (await entries()).filter(([, row]) => find(row) !== undefined);
        if (value !== undefined) return known.filter(([, row]) => find(row) === value);
        return known.sort(([, one], [, other]) => ((find(one) ?? 0) < (find(other) ?? 0) ? -1 : 1));
      };
      return {
        getAll: async (value) => (await found(value)).map(([, row]) => row),
        getAllKeys: async (value) => (await found(value)).map(([key]) => key),
        getKey: async (value) => (await found(value))[0]?.[0],
        count: async (value) => (await found(value)).length,
      };
    },
  };
}
