/**
 * The connection to this person's database, the only opener of IndexedDB: made anew when the browser has dropped it, let
 * go of when another tab needs it, and never to another person's store than was meant.
 */
import { type IDBPDatabase, openDB } from 'idb';
import { makeShelves, SCHEMA_VERSION, type Shelves } from './shelves';

/** Whose store is in use; her connection is made anew when the browser has dropped it. */
let owner: { personId: string; whenMade: () => void } | null = null;
type Opened = { database: Promise<IDBPDatabase<Shelves>> };
let opened: Opened | null = null;

/** Open this person's store; `whenMade` is told whenever it was not there and had to be made anew. */
export async function connect(personId: string, whenMade: () => void): Promise<void> {
  if (owner?.personId !== personId) {
    const leaving = disconnect();
    owner = { personId, whenMade };
    await leaving;
  }
  await database(personId);
}

function open({ personId, whenMade }: NonNullable<typeof owner>): Opened {
  let isNew = false;
  let refuse: (reason: Error) => void = () => undefined;
  const refusal = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const opening = openDB<Shelves>(`kotiseteli-${personId}`, SCHEMA_VERSION, {
    upgrade(database, oldVersion, _, transaction) {
      isNew = oldVersion === 0;
      makeShelves(database, oldVersion, transaction);
    },
    // Another tab with an older build holds the store and does not let go: waiting for it would never end by itself.
    blocked: () => refuse(new Error('another tab holds the store open')),
    blocking: () => void letGo(entry),
    terminated: () => forget(entry),
  });
  const entry: Opened = {
    database: Promise.race([opening, refusal]).then((database) => {
      if (isNew) whenMade();
      return database;
    }),
  };
  // A failed opening is tried anew at the next use; a connection that comes after all is then nobody's.
  entry.database.catch(() => {
    forget(entry);
    opening.then((late) => late.close()).catch(() => undefined);
  });
  return entry;
}

function forget(entry: Opened): void {
  if (opened === entry) opened = null;
}

async function letGo(entry: Opened): Promise<void> {
  forget(entry);
  await entry.database.then((database) => database.close()).catch(() => undefined);
}

/** Let go of the store; what is in it stays. */
export async function disconnect(): Promise<void> {
  owner = null;
  if (opened) await letGo(opened);
}

/** The connection to this person's store, or to that of whoever is here; never to another's than was meant. */
async function database(personId = owner?.personId): Promise<IDBPDatabase<Shelves>> {
  if (!owner || owner.personId !== personId) throw new Error('the store of this person is not open');
  opened ??= open(owner);
  return opened.database;
}

/** Begin on the connection; one that the browser dropped without a word is made anew once. */
export async function begun<T>(
  personId: string | undefined,
  begin: (database: IDBPDatabase<Shelves>) => T,
): Promise<T> {
  const used = await database(personId);
  const entry = opened;
  try {
    return begin(used);
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === 'InvalidStateError')) throw failure;
    if (entry) forget(entry);
    return begin(await database(personId));
  }
}

/** Whose store is open; empty when nobody's is. */
export function whose(): string {
  return owner?.personId ?? '';
}
