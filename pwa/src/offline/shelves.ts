/**
 * The shelves of the store and how they come to be. A schema only adds to the one before: the outbox is never dropped or
 * rewritten by an upgrade. What each shelf's rows say is in `store.ts`; most lie in boxes (`boxes.ts`).
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type {
  CarriedRecord,
  Device,
  KeptPhoto,
  KeptProvisions,
  KeptReceipt,
  KeptSignature,
  KeptVisit,
  OngoingVisit,
  OutboxEntry,
} from './store';
import type { KeptKey } from './vault';

export interface Shelves extends DBSchema {
  device: { key: string; value: Device };
  outbox: { key: string; value: OutboxEntry; indexes: { number: number; visit: string } };
  visits: { key: string; value: KeptVisit };
  ongoing: { key: string; value: OngoingVisit };
  provisions: { key: string; value: KeptProvisions };
  receipts: { key: string; value: KeptReceipt };
  signatures: { key: string; value: KeptSignature };
  carried: { key: string; value: CarriedRecord };
  photos: { key: string; value: KeptPhoto; indexes: { visit: string } };
  vault: { key: string; value: KeptKey | number };
}

export type Shelf = Exclude<StoreNames<Shelves>, 'vault'>;
/** A transaction on rows as they lie in the store. */
export type Raw = IDBPTransaction<Shelves, StoreNames<Shelves>[], 'readwrite'>;

export const SCHEMA_VERSION = 3;

/** Make what the schema of an older version has not. */
export function makeShelves(
  database: IDBPDatabase<Shelves>,
  oldVersion: number,
  transaction: IDBPTransaction<Shelves, StoreNames<Shelves>[], 'versionchange'>,
): void {
  if (oldVersion < 1) {
    database.createObjectStore('device');
    database.createObjectStore('outbox', { keyPath: 'id' }).createIndex('number', 'number', { unique: true });
    database.createObjectStore('visits', { keyPath: 'id' });
    database.createObjectStore('ongoing');
    database.createObjectStore('provisions');
    database.createObjectStore('receipts', { keyPath: 'id' });
  }
  // Corrections and withdrawals are found by their visit.
  if (oldVersion < 2) transaction.objectStore('outbox').createIndex('visit', 'mutation.arguments.visit');
  if (oldVersion < 3) {
    database.createObjectStore('signatures', { keyPath: 'id' });
    database.createObjectStore('carried', { keyPath: 'id' });
    database.createObjectStore('photos', { keyPath: 'id' }).createIndex('visit', 'visit');
    database.createObjectStore('vault');
  }
}
