/**
 * A parcel as pictures that follow each other on a screen, for a camera to catch in any order: each frame says which
 * parcel it is of, its place, how many there are, and a checksum of itself. Pure.
 */
import { fromBase45, toBase45 } from './base45';

/** So that a frame is a QR code of version 15 (77 squares a side), which a camera reads from a small screen at arm's length. */
const BYTES_IN_FRAME = 440;
/** A frame of another making is not taken for ours, whatever it says. */
const FRAME = /^KOTISETELI1:([0-9A-F]{16}):([1-9]\d{0,3}):([1-9]\d{0,3}):([0-9A-F]{8}):(.+)$/s;

/** The name of a parcel: the beginning of its hash, by which it is also checked when it is whole. */
export type ParcelName = string;

export interface Frame {
  parcel: ParcelName;
  /** From 1. */
  place: number;
  count: number;
  bytes: Uint8Array;
}

/** What has been caught so far, of each parcel that was seen. */
export type Caught = ReadonlyMap<ParcelName, { count: number; parts: ReadonlyMap<number, Uint8Array> }>;

export const NOTHING_CAUGHT: Caught = new Map();

/** The frames of a parcel in order. */
export function framesOf(content: Uint8Array, parcel: ParcelName): string[] {
  const count = Math.max(1, Math.ceil(content.length / BYTES_IN_FRAME));
  return Array.from({ length: count }, (_, index) => {
    const start = index * BYTES_IN_FRAME;
    const bytes = content.subarray(start, start + BYTES_IN_FRAME);
    return written({ parcel, place: index + 1, count, bytes });
  });
}

function written({ parcel, place, count, bytes }: Frame): string {
  const head = `${parcel}:${place}:${count}`;
  const body = toBase45(bytes);
  return `KOTISETELI1:${head}:${checksum(`${head}:${body}`)}:${body}`;
}

/** What a frame says; null for what is not ours or was misread. */
export function readFrame(text: string): Frame | null {
  const [, parcel = '', place = '', count = '', sum, body = ''] = FRAME.exec(text) ?? [];
  if (sum === undefined || sum !== checksum(`${parcel}:${place}:${count}:${body}`)) return null;
  const bytes = fromBase45(body);
  if (bytes === null || Number(place) > Number(count)) return null;
  return { parcel, place: Number(place), count: Number(count), bytes };
}

/** What has been caught with this frame: the same map when it brings nothing new. */
export function caughtWith(caught: Caught, { parcel, place, count, bytes }: Frame): Caught {
  const known = caught.get(parcel);
  if (known && (known.count !== count || known.parts.has(place))) return caught;
  const parts = new Map(known?.parts).set(place, bytes);
  return new Map(caught).set(parcel, { count, parts });
}

/** The content of a parcel all of whose frames have been caught. */
export function wholeOf(caught: Caught, parcel: ParcelName): Uint8Array<ArrayBuffer> | null {
  const known = caught.get(parcel);
  if (!known || known.parts.size < known.count) return null;
  const parts = Array.from({ length: known.count }, (_, index) => known.parts.get(index + 1) ?? new Uint8Array());
  const content = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    content.set(part, place);
    place += part.length;
  }
  return content;
}

/** CRC-32 (ISO-HDLC) in eight hexadecimal digits: a square misread past the QR code's own correction is noticed. */
function checksum(text: string): string {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ((sum ^ 0xffffffff) >>> 0).toString(16).toUpperCase().padStart(8, '0');
}
