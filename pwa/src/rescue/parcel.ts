/**
 * Unsent records on their way by another's hands: what a file holds as it is, and what the frames on a screen hold made
 * small. Each record is sealed to the server, so whoever carries it can read nothing of it.
 */
import type { Envelope } from '../api/schema';

export const FILE_NAME = 'kotiseteli-visits.json';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Compact JWE: five parts of base64url, of which the second is empty with the key agreement we use (RFC 7516). */
const SEALED = /^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/;
/** As long as the server takes; a record is one or two kilobytes. */
const LONGEST_SEALED = 200_000;
const MOST_ENVELOPES = 1_000;
const LARGEST_UNPACKED = 4_000_000;
const [PLAIN, DEFLATED] = [0, 1] as const;

/** What a file holds. */
export function fileOf(envelopes: Envelope[]): string {
  return JSON.stringify({ kotiseteliVisits: 1, envelopes: envelopes.map(({ id, sealed }) => ({ id, sealed })) });
}

/** The records in a file, each once; null when it is not such a file. */
export function envelopesIn(text: string): Envelope[] | null {
  let told: { kotiseteliVisits?: unknown; envelopes?: unknown } | null;
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    return null;
  }
  if (told?.kotiseteliVisits !== 1 || !Array.isArray(told.envelopes) || told.envelopes.length > MOST_ENVELOPES)
    return null;
  if (!told.envelopes.every(isEnvelope)) return null;
  return [...new Map(told.envelopes.map(({ id, sealed }) => [id, { id, sealed }])).values()];
}

function isEnvelope(told: unknown): told is Envelope {
  const { id, sealed } = (told ?? {}) as Partial<Record<keyof Envelope, unknown>>;
  if (typeof id !== 'string' || typeof sealed !== 'string') return false;
  return ID.test(id) && sealed.length <= LONGEST_SEALED && SEALED.test(sealed);
}

/** The same in as few bytes as this browser can, and the name by which it is known when it is whole again. */
export async function packed(envelopes: Envelope[]): Promise<{ content: Uint8Array<ArrayBuffer>; name: string }> {
  const plain = new TextEncoder().encode(fileOf(envelopes));
  const canDeflate = 'CompressionStream' in globalThis;
  const small = canDeflate ? await through(plain, new CompressionStream('deflate-raw')) : plain;
  const content = new Uint8Array(small.length + 1);
  content[0] = canDeflate ? DEFLATED : PLAIN;
  content.set(small, 1);
  return { content, name: await nameOf(content) };
}

/** The records of a parcel that has come whole; null when it is not what its name says, or cannot be read here. */
export async function unpacked(content: Uint8Array<ArrayBuffer>, name: string): Promise<Envelope[] | null> {
  if ((await nameOf(content)) !== name) return null;
  const small = content.subarray(1);
  try {
    const plain = content[0] === DEFLATED ? await through(small, new DecompressionStream('deflate-raw')) : small;
    return envelopesIn(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

async function nameOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}

async function through(bytes: Uint8Array<ArrayBuffer>, change: CompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(change).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LARGEST_UNPACKED) throw new RangeError('larger than any parcel of ours');
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
