/** Whether this browser is told, and how it begins and ends; the permission is asked for by her own press only. */
import { ask, Offline, Problem } from '../api/client';
import type { SignedIn, Told } from '../api/schema';

/** Whose messages come to this browser: after another person's sign-in nobody is told here unasked. */
const WHOSE = 'kotiseteli.told';

export type Here = 'on' | 'off' | 'denied' | 'install' | 'unsupported';

/** The browser's message service was not to be reached. */
export class NoPushService extends Error {}

function isAble(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** On an iPhone only an app on the home screen can be told. */
function mustInstall(): boolean {
  return 'standalone' in navigator && navigator.standalone === false;
}

async function subscription(): Promise<PushSubscription | null> {
  return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null;
}

export async function isToldHere(person: string): Promise<Here> {
  if (!isAble()) return mustInstall() ? 'install' : 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return localStorage.getItem(WHOSE) === person && (await subscription()) ? 'on' : 'off';
}

/** To be called by a press alone: browsers take a question nobody asked for as a reason never to ask again. */
export async function beginHere(person: string, pushKey: string): Promise<Told | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made for another key of the server's hears nothing signed by this one.
  await (await pushManager.getSubscription())?.unsubscribe();
  let made: PushSubscription;
  try {
    made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: octets(pushKey) });
  } catch (cause) {
    throw new NoPushService('no push service', { cause });
  }
  const told = await say(made);
  localStorage.setItem(WHOSE, person);
  return told;
}

export async function endHere(): Promise<Told | null> {
  const held = await subscription();
  localStorage.removeItem(WHOSE);
  if (!held) return null;
  const told = await ask<Told>('POST', '/api/told/phones/leave', { endpoint: held.endpoint });
  await held.unsubscribe();
  return told;
}

/** Once in each session: the server forgets a browser with the session that asked, and this one asks again. */
export async function keepTold({ person }: SignedIn): Promise<void> {
  if (!isAble() || localStorage.getItem(WHOSE) !== person.id) return;
  try {
    const held = await subscription();
    if (!held) return;
    const { pushKey } = await ask<Told>('GET', '/api/told');
    if (keyOf(held) === pushKey) await say(held);
    else if (Notification.permission === 'granted') await beginHere(person.id, pushKey);
  } catch (failure) {
    // Another time: her page is not in the way of it.
    if (!(failure instanceof Offline || failure instanceof Problem || failure instanceof NoPushService)) throw failure;
  }
}

function say(held: PushSubscription): Promise<Told> {
  const { endpoint, keys } = held.toJSON();
  return ask<Told>('POST', '/api/told/phones', { endpoint, keys, pushKey: keyOf(held) });
}

function keyOf({ options }: PushSubscription): string {
  const key = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...key))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function octets(inBase64Url: string): Uint8Array<ArrayBuffer> {
  const packed = atob(inBase64Url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(packed, (character) => character.charCodeAt(0));
}
