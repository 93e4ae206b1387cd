/**
 * Each record in the outbox is also sealed to the server (JWE, RFC 7516): whoever carries it there can read nothing of
 * it, and this phone itself needs neither session nor PIN to send it. The library is fetched beforehand; a save never
 * waits for it, and a record that could not be sealed is sealed as soon as it can be.
 */
import type { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import type { Mutation } from '../api/schema';
import { canonical, type Json } from '../rules/canonical';
import { session } from '../session';
import { fromBase64Url, hashOf } from '../signed';
import type { Device } from './store';

let Encrypt: typeof CompactEncrypt | null = null;
let fetching: Promise<void> | null = null;

/** Fetch what seals; one that could not be fetched is fetched anew at the next use. */
export function warmUp(): Promise<void> {
  fetching ??= import('jose/jwe/compact/encrypt').then(
    (library) => {
      Encrypt = library.CompactEncrypt;
    },
    (failure: unknown) => {
      fetching = null;
      throw failure;
    },
  );
  return fetching;
}

/** The provider she works for now, by her session. */
export function employer(): string | null {
  return session.peek()?.provider?.id ?? null;
}

/** A record's hash, and the record sealed. */
export interface Sealed {
  sha256: string;
  sealed: string | null;
}

/** What the outbox says of a record beside it: how it was sealed before, and for which employer it was made. */
export type Before = Partial<Sealed> & { provider?: string | null };

/** Seal a record of hers; what was sealed before of the same content stays. */
export async function sealRecord(
  mutation: Mutation,
  person: string,
  { device, token, sealingKey }: Partial<Device>,
  before?: Before,
): Promise<Sealed> {
  const content = canonical(mutation as unknown as Json);
  const sha256 = await hashOf(content);
  const earlier = before?.sha256 === sha256 ? (before.sealed ?? null) : null;
  if (earlier && isSealedTo(earlier, sealingKey)) return { sha256, sealed: earlier };
  if (!Encrypt || !token || !sealingKey) return { sha256, sealed: earlier };
  const { kid = '', kty = 'EC', crv, x, y } = sealingKey;
  const provider = before?.provider ?? employer();
  const told = JSON.stringify({ mutation, person, device, token, provider });
  const sealing = new Encrypt(new TextEncoder().encode(told));
  sealing.setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid });
  // A browser that cannot seal, or a key that is none, must not cost a save: the record goes out as it always did.
  const sealed = await sealing.encrypt({ kty, crv, x, y } as JsonWebKey & { kty: string }).catch(() => earlier);
  return { sha256, sealed };
}

/** Whether it was sealed to this key, by its header; where none is known there is no other to seal it to. */
export function isSealedTo(sealed: string, key: Device['sealingKey']): boolean {
  if (!key) return true;
  const [header = ''] = sealed.split('.');
  return JSON.parse(new TextDecoder().decode(fromBase64Url(header))).kid === key.kid;
}
