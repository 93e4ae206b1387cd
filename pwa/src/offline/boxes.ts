/**
 * A row as it lies in the store: what sending and finding need stands in clear, the rest is in a box, encrypted with the
 * data key (AES-GCM) and bound to its place, so that no row can be put in another's. Knows nothing of the store.
 */

/** The 12 bytes of chance it was encrypted with, then what was encrypted; and by which key. */
export interface Box {
  key: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface DataKey {
  id: string;
  key: CryptoKey;
}

export type Row = { box?: Box } & Record<string, unknown>;

/** Of the shelves whose rows are encrypted, the columns that stay in clear; other shelves hold nothing of a person. */
const IN_CLEAR: Readonly<Record<string, readonly string[]>> = {
  outbox: ['id', 'number', 'visit', 'state', 'sha256', 'sealed'],
  visits: ['id', 'state', 'receivedAt'],
  ongoing: [],
  provisions: [],
  photos: ['id', 'visit', 'state', 'received'],
};

export const BOXED = Object.keys(IN_CLEAR);

const CHANCE_BYTES = 12;
const LENGTH_BYTES = 4;

/** Rows opened before, by their place and their chance: a second reading decrypts only what has changed. */
let openedBefore = new Map<string, { chance: string; row: Row }>();

/** Forget what has been opened; who locks the phone leaves nothing readable in its memory. */
export function forgetOpened(): void {
  openedBefore = new Map();
}

/** The row as it is put on the shelf. */
export async function boxed(shelf: string, at: string, row: Row, dataKey: DataKey): Promise<Row> {
  const columns = IN_CLEAR[shelf] ?? [];
  const stored: Row = {};
  const hidden: Row = {};
  for (const [name, value] of Object.entries(row)) (columns.includes(name) ? stored : hidden)[name] = value;
  const chance = crypto.getRandomValues(new Uint8Array(CHANCE_BYTES));
  const inside = await crypto.subtle.encrypt(algorithm(shelf, at, chance), dataKey.key, asBytes(hidden));
  const bytes = new Uint8Array(CHANCE_BYTES + inside.byteLength);
  bytes.set(chance);
  bytes.set(new Uint8Array(inside), CHANCE_BYTES);
  return { ...stored, box: { key: dataKey.id, bytes } };
}

/** The row as it was before it was boxed; null when it has no copy that this key opens. */
export async function opened(shelf: string, at: string, stored: Row, dataKey: DataKey | null): Promise<Row | null> {
  const { box, ...columns } = stored;
  // A row of the first two schemas lies in clear; one that a locked phone took in has no readable copy.
  if (!box) return shelf === 'outbox' && !('mutation' in stored) ? null : stored;
  if (box.key !== dataKey?.id) return null;
  const chance = box.bytes.subarray(0, CHANCE_BYTES);
  const place = `${shelf}/${at}`;
  // What is forgotten while this is being opened stays forgotten.
  const remembered = openedBefore;
  const before = remembered.get(place);
  if (before?.chance === String(chance)) return { ...before.row, ...columns };
  const ciphertext = box.bytes.subarray(CHANCE_BYTES);
  const inside = await crypto.subtle.decrypt(algorithm(shelf, at, chance), dataKey.key, ciphertext).catch(spoilt);
  if (!inside) return null;
  const row = asRow(inside);
  if (shelf !== 'photos') remembered.set(place, { chance: String(chance), row });
  return { ...row, ...columns };
}

/** A box that was tampered with, or half lost, costs no other row; what is sealed beside it is sent all the same. */
function spoilt(failure: unknown): null {
  if (failure instanceof DOMException && failure.name === 'OperationError') return null;
  throw failure;
}

function algorithm(shelf: string, at: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${shelf}/${at}`) };
}

/** JSON, after its length; a picture's own bytes follow as they are. */
function asBytes({ bytes, ...told }: Row): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(told));
  const picture = bytes instanceof Uint8Array ? bytes : new Uint8Array();
  const all = new Uint8Array(LENGTH_BYTES + json.length + picture.length);
  new DataView(all.buffer).setUint32(0, json.length);
  all.set(json, LENGTH_BYTES);
  all.set(picture, LENGTH_BYTES + json.length);
  return all;
}

function asRow(all: ArrayBuffer): Row {
  const end = LENGTH_BYTES + new DataView(all).getUint32(0);
  const told = JSON.parse(new TextDecoder().decode(new Uint8Array(all, LENGTH_BYTES, end - LENGTH_BYTES)));
  return end < all.byteLength ? { ...told, bytes: new Uint8Array(all.slice(end)) } : told;
}
