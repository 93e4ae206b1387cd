/**
 * Who is signed in on this phone. It is remembered, so that the app opens without network; a worker whose session has
 * ended on the server goes on recording and is only asked to sign in again.
 */
import { signal } from '@preact/signals';
import { ask, Offline, Problem, speakFor } from './api/client';
import type { SignedIn, SignedOut } from './api/schema';

const KEPT = 'kotiseteli.session';
const SIGN_OUT_OWED = 'kotiseteli.sign-out-owed';

/** The person of this phone, or null when there is none. */
export const session = signal<SignedIn | null>(kept());

/** The server does not know the session any more; what is recorded waits on the phone until she signs in again. */
export const signInNeeded = signal(false);

/** What the session that is being left let its page say. */
let leaving: string | undefined;
/** Grows whenever someone signs in or out: an answer asked for before that says nothing of who is here now. */
let turn = 0;
/** What changes the browser's cookie goes one after another, so that the last one asked for is the one that holds. */
let cookieWork: Promise<unknown> = Promise.resolve();

function inOrder(work: () => Promise<void>): Promise<void> {
  const done = cookieWork.then(work);
  cookieWork = done.catch(() => undefined);
  return done;
}

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

/** Whether a session is of the same person in the same role for the same employer. */
function isSame(one: SignedIn, other: SignedIn): boolean {
  return one.person.id === other.person.id && one.role === other.role && one.provider?.id === other.provider?.id;
}

speakFor({
  token: () => kept()?.csrfToken ?? leaving,
  renew: async () => {
    const asked = turn;
    const mine = session.peek();
    const signedIn = await ask<SignedIn>('GET', '/api/session');
    if (asked !== turn) return false;
    // Whoever leaves ends the session, whichever it has become.
    if (mine === null) leaving = signedIn.csrfToken;
    else keep(signedIn);
    return mine === null || isSame(mine, signedIn);
  },
});

/** Be this person of the demo county. */
export function signInAs(personId: string): Promise<void> {
  return signInBy(() => ask<SignedIn>('POST', '/api/demo/session', { person: personId }));
}

/** Go over to another of one's roles or employers. */
export function takeUp(membership: string): Promise<void> {
  return signInBy(() => ask<SignedIn>('POST', '/api/session/membership', { membership }));
}

/** Sign in through one of the doors: what it answers is who is here now. */
export async function signInBy(door: () => Promise<SignedIn>): Promise<void> {
  turn += 1;
  const asked = turn;
  await inOrder(async () => {
    const signedIn = await door();
    if (asked === turn) {
      localStorage.removeItem(SIGN_OUT_OWED);
      keep(signedIn);
    } else if (kept() === null) {
      // She left while the answer was on its way: the server is told once more.
      localStorage.setItem(SIGN_OUT_OWED, 'yes');
    }
  });
  await payOwedSignOut();
}

/** Leave for an identity provider, which sends the browser back to `/sign-in/done`. */
export async function leaveToSignIn(way: string, next: string): Promise<void> {
  await payOwedSignOut();
  // A sign-out that is still owed would end the session that begins there.
  if (localStorage.getItem(SIGN_OUT_OWED)) throw new Offline('nothing can begin before what was left has ended');
  location.assign(`/api/sign-in/${way}?next=${encodeURIComponent(next)}`);
}

/** Back from an identity provider: learn who the session is of. */
export async function arrive(): Promise<void> {
  turn += 1;
  const asked = turn;
  await inOrder(async () => {
    const signedIn = await ask<SignedIn>('GET', '/api/session');
    if (asked === turn) keep(signedIn);
  });
}

/** Leave this phone; what was recorded and not yet sent stays on it until the same person signs in again. */
export async function signOut(): Promise<void> {
  turn += 1;
  leaving = kept()?.csrfToken;
  keep(null);
  localStorage.setItem(SIGN_OUT_OWED, 'yes');
  await payOwedSignOut((place) => location.assign(place));
}

/** Ask the server whether the remembered person is still signed in; without an answer she stays. */
export async function checkSession(): Promise<void> {
  await payOwedSignOut();
  const person = session.peek()?.person.id;
  if (person === undefined) return;
  const asked = turn;
  const isLate = (): boolean => asked !== turn || !isSignedIn(person);
  try {
    const signedIn = await ask<SignedIn>('GET', '/api/session');
    if (!isLate()) keep(signedIn);
  } catch (refusal) {
    if (refusal instanceof Problem && refusal.status === 401) {
      if (!isLate()) sessionEnded();
    } else if (!(refusal instanceof Offline || refusal instanceof Problem)) throw refusal;
  }
}

/** The server has said that it does not know the session. */
export function sessionEnded(): void {
  if (session.peek()?.role === 'worker') signInNeeded.value = true;
  else keep(null);
}

/** `onLeave` is told where to go to leave the identity provider too: only whoever leaves now is taken there. */
function payOwedSignOut(onLeave?: (place: string) => void): Promise<void> {
  return inOrder(() => tellSignOut(onLeave));
}

async function tellSignOut(onLeave?: (place: string) => void): Promise<void> {
  if (!localStorage.getItem(SIGN_OUT_OWED)) return;
  try {
    const left = await ask<SignedOut | undefined>('DELETE', '/api/session');
    localStorage.removeItem(SIGN_OUT_OWED);
    if (left?.leave && session.peek() === null) onLeave?.(left.leave);
  } catch (refusal) {
    if (refusal instanceof Problem && refusal.status === 401) localStorage.removeItem(SIGN_OUT_OWED);
    else if (!(refusal instanceof Offline || refusal instanceof Problem)) throw refusal;
  }
}

/** Another tab signed someone in or out: this one follows, so that two people are never mixed. */
export function followOtherTabs(): void {
  addEventListener('storage', ({ key }) => {
    if (key !== KEPT && key !== null) return;
    turn += 1;
    session.value = kept();
    signInNeeded.value = false;
  });
}
