/**
 * Who is signed in on this phone. It is remembered, so that the app opens without network; a worker whose session has
 * ended on the server goes on recording and is only asked to sign in again.
 */
import { signal } from '@preact/signals';
import { ask, Offline, Problem } from './api/client';
import type { SignedIn } from './api/schema';

const KEPT = 'kotiseteli.session';
const SIGN_OUT_OWED = 'kotiseteli.sign-out-owed';

/** The person of this phone, or null when there is none. */
export const session = signal<SignedIn | null>(kept());

/** The server does not know the session any more; what is recorded waits on the phone until she signs in again. */
export const signInNeeded = signal(false);

function kept(): SignedIn | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as SignedIn | null;
  } catch {
    return null;
  }
}

/** Whether the session this browser holds is this person's: another tab may have signed someone else in. */
export function isSignedIn(personId: string): boolean {
  return kept()?.person.id === personId;
}

function keep(signedIn: SignedIn | null): void {
  if (signedIn) localStorage.setItem(KEPT, JSON.stringify(signedIn));
  else localStorage.removeItem(KEPT);
  session.value = signedIn;
  signInNeeded.value = false;
}

/** Be this person of the demo county. */
export async function signInAs(personId: string): Promise<void> {
  const signedIn = await ask<SignedIn>('POST', '/api/demo/session', { person: personId });
  localStorage.removeItem(SIGN_OUT_OWED);
  keep(signedIn);
}

/** Leave this phone; what was recorded and not yet sent stays on it until the same person signs in again. */
export async function signOut(): Promise<void> {
  keep(null);
  localStorage.setItem(SIGN_OUT_OWED, 'yes');
  await payOwedSignOut();
}

/** Ask the server whether the remembered person is still signed in; without an answer she stays. */
export async function checkSession(): Promise<void> {
  await payOwedSignOut();
  if (session.peek() === null) return;
  try {
    keep(await ask<SignedIn>('GET', '/api/session'));
  } catch (refusal) {
    if (refusal instanceof Problem && refusal.status === 401) sessionEnded();
    else if (!(refusal instanceof Offline || refusal instanceof Problem)) throw refusal;
  }
}

/** The server has said that it does not know the session. */
export function sessionEnded(): void {
  if (session.peek()?.role === 'worker') signInNeeded.value = true;
  else keep(null);
}

async function payOwedSignOut(): Promise<void> {
  if (!localStorage.getItem(SIGN_OUT_OWED)) return;
  try {
    await ask('DELETE', '/api/session');
    localStorage.removeItem(SIGN_OUT_OWED);
  } catch (refusal) {
    if (refusal instanceof Problem && refusal.status === 401) localStorage.removeItem(SIGN_OUT_OWED);
    else if (!(refusal instanceof Offline || refusal instanceof Problem)) throw refusal;
  }
}

/** Another tab signed someone in or out: this one follows, so that two people are never mixed. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key }) => {
    if (key !== KEPT && key !== null) return;
    session.value = kept();
    signInNeeded.value = false;
  });
}
