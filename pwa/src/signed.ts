/** Whether the county's system has signed something: voucher codes, and receipts. Ed25519 by the browser itself. */
import type { VerificationKey } from './api/schema';

/** `unchecked` when this browser cannot tell. */
export type Proof = 'genuine' | 'forged' | 'unknown-key' | 'unchecked';

export interface Signed {
  keyId: string;
  signature: Uint8Array<ArrayBuffer>;
  content: Uint8Array<ArrayBuffer>;
}

/** Whether the key that is named, one of these, has signed the content. */
export async function proofOf({ keyId, signature, content }: Signed, keys: VerificationKey[]): Promise<Proof> {
  const named = keys.find(({ id }) => id === keyId);
  if (!named) return 'unknown-key';
  try {
    const raw = fromBase64Url(named.publicKey);
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    return (await crypto.subtle.verify('Ed25519', key, signature, content)) ? 'genuine' : 'forged';
  } catch {
    // Browsers before 2024 do not know Ed25519.
    return 'unchecked';
  }
}

/** The bytes of a text in base64url; throws on another. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Bytes in base64url, without padding. */
export function inBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/** Bytes in hexadecimal. */
export function inHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The SHA-256 of a text, in hexadecimal. */
export async function hashOf(text: string): Promise<string> {
  return inHex(await sha256(text));
}

/** The SHA-256 of a text. */
export async function sha256(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
