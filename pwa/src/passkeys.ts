/**
 * Passkeys by which people come back to their work: the browser asks the person's device, and the server looks at what
 * it has signed (backend/passkeys). Not those that open the lock of this phone (`offline/passkeys.ts`).
 */
import { ask } from './api/client';
import type { PasskeyAsked, PasskeySummary, PasskeyWanted, ShowPasskey, SignedIn } from './api/schema';
import { remember } from './offline/small-memory';
import { session, signInBy } from './session';

/** By the passkey's own name: what this phone has told the server to be; with the person at the end, as all of hers. */
const BOUND = 'kotiseteli.passkey.';

/** Whether this browser has passkeys for this page; addresses made of numbers have none. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Whether the device itself can hold one and knows its person; one in another device can still be used. */
export async function deviceHasPasskeys(): Promise<boolean> {
  if (!hasPasskeys()) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Make a passkey for the job she is in; null when she let it be, or the device has one for it already. */
export async function addPasskey(name: string): Promise<PasskeySummary | null> {
  const wanted = await ask<PasskeyWanted>('POST', '/api/passkeys/challenge', {});
  const made = await orNull(() =>
    navigator.credentials.create({
      publicKey: {
        ...wanted,
        challenge: octets(wanted.challenge),
        user: { ...wanted.user, id: octets(wanted.user.id) },
        excludeCredentials: wanted.excludeCredentials.map(({ type, id }) => ({ type, id: octets(id) })),
      },
    }),
  );
  if (!made) return null;
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse;
  const added = await ask<PasskeySummary>('POST', '/api/passkeys', {
    clientData: written(clientDataJSON),
    attestation: written(attestationObject),
    name,
  });
  const person = session.peek()?.person.id;
  if (added.device && person) remember(`${BOUND}${written(made.rawId)}.${person}`, added.device);
  return added;
}

/** Sign in with whichever passkey she chooses; false when she let it be. */
export async function signInByPasskey(): Promise<boolean> {
  const asked = await ask<PasskeyAsked>('POST', '/api/passkeys/session/challenge', {});
  const used = await orNull(() =>
    navigator.credentials.get({ publicKey: { ...asked, challenge: octets(asked.challenge) } }),
  );
  if (!used) return false;
  const { clientDataJSON, authenticatorData, signature, userHandle } = used.response as AuthenticatorAssertionResponse;
  const credential = written(used.rawId);
  const shown: ShowPasskey = {
    clientData: written(clientDataJSON),
    credential,
    authenticatorData: written(authenticatorData),
    signature: written(signature),
    handle: userHandle ? written(userHandle) : '',
    device: boundHere(credential),
  };
  await signInBy(() => ask<SignedIn>('POST', '/api/passkeys/session', shown));
  return true;
}

function boundHere(credential: string): string | null {
  const name = Object.keys(localStorage).find((key) => key.startsWith(`${BOUND}${credential}.`));
  return name ? localStorage.getItem(name) : null;
}

async function orNull(work: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await work()) as PublicKeyCredential | null;
  } catch (failure) {
    // The browser's one answer for everything a person or her device may have said no to.
    if (failure instanceof DOMException) return null;
    throw failure;
  }
}

/** Octets as they are written on the way (RFC 4648 section 5). */
function written(buffer: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(buffer), (octet) => String.fromCharCode(octet)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function octets(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
