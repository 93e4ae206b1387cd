/**
 * The signed code of a printed voucher, checked on the phone with no network: what was scanned, whether an organiser's
 * key signed it, what it says, and what that means at this door. The layout is the server's `vouchers/code.py`.
 */
import type { Provisions, VerificationKey } from '../api/schema';
import { dayOfCode } from '../rules/days';
import { numberOf, readNumber } from '../rules/number';
import { type Proof, proofOf } from '../signed';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CODE = /^[A-Z2-7]{143}$/;
const VERSION = 1;
const PAYLOAD_BYTES = 25;
const SIGNED_BYTES = 89;
const KINDS = [undefined, 'voucher', 'order'] as const;

export interface CodePayload {
  keyId: string;
  number: string;
  organiserCode: number;
  serviceCode: number;
  /** 0: any approved provider. */
  providerCode: number;
  firstDay: string;
  lastDay: string;
  kind: 'voucher' | 'order';
}

/** What the worker should know before she begins; the visit may still be recorded. */
export type Warning = 'not-yet-valid' | 'expired' | 'other-provider' | 'unknown-service';

/** What was found in a picture or an address: a signed code, or the bare number of the bar code. */
export type Found = { code: string } | { number: string };

/** The code or the number in a scanned text, an address of any host, or a path of this app; null when there is none. */
export function find(text: string): Found | null {
  const code = (/\/v\/([^/?#]*)/i.exec(text)?.[1] ?? text).trim().toUpperCase();
  if (CODE.test(code)) return { code };
  const { number } = readNumber(text);
  return number === null ? null : { number };
}

/** What a code says, whoever signed it; null when it is not laid out as one. */
export function readPayload(code: string): CodePayload | null {
  const bytes = decoded(code);
  if (!bytes) return null;
  const view = new DataView(bytes.buffer);
  const value = (BigInt(view.getUint32(4) & 0xffffff) << 32n) | BigInt(view.getUint32(8));
  const kind = KINDS[view.getUint8(24)];
  if (view.getUint8(0) !== VERSION || value >> 50n !== 0n || !kind) return null;
  return {
    keyId: view.getUint32(1).toString(16).padStart(8, '0'),
    number: numberOf(value),
    organiserCode: view.getUint16(12),
    serviceCode: view.getUint16(14),
    providerCode: view.getUint32(16),
    firstDay: dayOfCode(view.getUint16(20)),
    lastDay: dayOfCode(view.getUint16(22)),
    kind,
  };
}

/** Whether one of the known keys signed the code; the server checks one that this phone cannot when the visit arrives. */
export async function prove(code: string, keys: VerificationKey[]): Promise<Proof> {
  const bytes = decoded(code);
  const payload = readPayload(code);
  if (!bytes || !payload) return 'forged';
  // A phone that has never been on the network has no keys to check with.
  if (keys.length === 0) return 'unchecked';
  const [content, signature] = [bytes.subarray(0, PAYLOAD_BYTES), bytes.subarray(PAYLOAD_BYTES)];
  return proofOf({ keyId: payload.keyId, signature, content }, keys);
}

/** What the terms of a proven code, or of an opened voucher, mean at this door today. */
export function warningsOf(
  terms: Pick<CodePayload, 'firstDay' | 'lastDay' | 'providerCode' | 'serviceCode'>,
  today: string,
  provisions: Pick<Provisions, 'provider' | 'services'>,
): Warning[] {
  const { firstDay, lastDay, providerCode, serviceCode } = terms;
  const isOurs = providerCode === 0 || providerCode === provisions.provider.code;
  const isKnown = provisions.services.some(({ code }) => code === serviceCode);
  const warnings: [boolean, Warning][] = [
    [today < firstDay, 'not-yet-valid'],
    [today > lastDay, 'expired'],
    [!isOurs, 'other-provider'],
    [!isKnown, 'unknown-service'],
  ];
  return warnings.filter(([holds]) => holds).map(([, warning]) => warning);
}

function decoded(code: string): Uint8Array<ArrayBuffer> | null {
  if (!CODE.test(code)) return null;
  const bytes = new Uint8Array(SIGNED_BYTES);
  let buffer = 0;
  let bits = 0;
  let place = 0;
  for (const character of code) {
    buffer = ((buffer << 5) | BASE32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[place] = (buffer >> bits) & 0xff;
      place += 1;
    }
  }
  // The bits left over must be none, or several texts would stand for one code.
  return (buffer & ((1 << bits) - 1)) === 0 ? bytes : null;
}
