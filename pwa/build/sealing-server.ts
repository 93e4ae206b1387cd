/** The server's half of sealing, as the tests of the phone's half speak it: its key, and what it reads with it. */
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import type { Mutation } from '../src/api/schema';

const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256' });

/** The server's public key, as a pull brings it. */
export const SEALING_KEY = { ...(await exportJWK(pair.publicKey)), kid: '1f2e3d4c' };

/** What a phone told in a sealed record. */
export interface Told {
  mutation: Mutation;
  person: string;
  device: string;
  token: string;
  provider: string | null;
}

/** Open a sealed record as the server does: by this one way and no other. */
export async function unseal(sealed: string | null | undefined): Promise<Told & { header: object }> {
  const ways = { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'] };
  const { plaintext, protectedHeader } = await compactDecrypt(sealed ?? '', pair.privateKey, ways);
  return { ...JSON.parse(new TextDecoder().decode(plaintext)), header: protectedHeader };
}
