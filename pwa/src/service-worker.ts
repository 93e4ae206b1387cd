/**
 * Keeps this build of the app on the phone so that it opens, scans and records in flight mode. It stores only what is
 * the same for everyone: no answer of `/api` is ever kept here. A new build waits until the person agrees to it.
 */
declare const self: ServiceWorkerGlobalScope;
/** Filled in when the app is built: the paths of this build's files, and a fingerprint of their contents. */
declare const __BUILT_FILES__: string[];
declare const __BUILD_ID__: string;

const PREFIX = 'kotiseteli-build-';
const CACHE = PREFIX + __BUILD_ID__;
/** Names with a fingerprint in them: the same name is always the same content. */
const LASTING = '/assets/';
/** The page of a feedback link, which is no part of the app: whoever opens it is here for the first time. */
const FEEDBACK_PAGE = '/f';

self.addEventListener('install', (event) => event.waitUntil(layInStore(__BUILT_FILES__)));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return;
  if (pathname === FEEDBACK_PAGE) return;
  event.respondWith(mode === 'navigate' ? shell(event.request) : file(event.request));
});

self.addEventListener('push', (event) => event.waitUntil(show(event.data)));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification)));
});
self.addEventListener('pushsubscriptionchange', (event) => {
  const { newSubscription, oldSubscription } = event as PushSubscriptionChangeEvent;
  event.waitUntil(askAgain(newSubscription, oldSubscription));
});

/** All or nothing: when one file is missing the new build is not taken, and the old one goes on. */
async function layInStore(paths: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(paths.map(async (path) => cache.put(path, await obtain(path))));
}

async function obtain(path: string): Promise<Response> {
  const earlier = path.startsWith(LASTING) ? await caches.match(path, { ignoreVary: true }) : undefined;
  if (earlier) return earlier;
  const answer = await fetch(path, { cache: path.startsWith(LASTING) ? 'default' : 'reload' });
  if (!isOurs(path, answer)) throw new Error(`${path} is not to be had`);
  return answer;
}

/** A captive portal answers everything with its own page: such an answer is never laid in store under a file's name. */
function isOurs(path: string, answer: Response): boolean {
  const isPage = /^text\/html\b/.test(answer.headers.get('Content-Type') ?? '');
  return answer.status === 200 && !answer.redirected && isPage === (path === '/');
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function shell(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match('/', { ignoreVary: true })) ?? fetch(request);
}

async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  const { pathname } = new URL(request.url);
  if (pathname.startsWith(LASTING) && isOurs(pathname, answer)) await cache.put(request, answer.clone());
  return answer;
}

/** What the server says to show (`backend/channels/sending.py`); it makes the words, in its reader's language. */
interface Shown {
  title: string;
  body: string;
  lang: string;
  tag: string;
  path: string;
}

/** Something is always shown: a browser that hears a push and sees nothing shown takes the right to push away. */
async function show(data: PushMessageData | null): Promise<void> {
  const { title = 'Kotiseteli', body = '', lang = '', tag = 'kotiseteli', path = '/' } = said(data);
  // `renotify`: a newer notice in the place of an older one is heard, too; the type checker does not know it.
  const how = { body, lang, tag, renotify: true, icon: '/icon-192.png', badge: '/icon-192.png', data: { path } };
  await self.registration.showNotification(title, how);
}

function said(data: PushMessageData | null): Partial<Shown> {
  try {
    return (data?.json() ?? {}) as Partial<Shown>;
  } catch {
    return {};
  }
}

/** Where a notice leads: to a page of this app, whatever it says. */
function pathOf({ data }: Notification): string {
  const path = (data as Partial<Shown> | null)?.path ?? '/';
  return new URL(path, self.location.origin).origin === self.location.origin && path.startsWith('/') ? path : '/';
}

/** The app that is open already comes to the front; only when it shows something else is it taken to the page. */
async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' });
  const there = pages.find(({ url }) => new URL(url).pathname === path);
  const page = there ?? pages[0];
  if (!page) {
    await self.clients.openWindow(path);
    return;
  }
  if (page !== there) await page.navigate(path);
  // A browser that does not let it come to the front has shown the page all the same.
  await page.focus().catch(() => undefined);
}

interface PushSubscriptionChangeEvent extends ExtendableEvent {
  readonly newSubscription: PushSubscription | null;
  readonly oldSubscription: PushSubscription | null;
}

/** The browser has changed where it hears, by itself: the server is told, while her session lasts. */
async function askAgain(made: PushSubscription | null, before: PushSubscription | null): Promise<void> {
  const { pushManager } = self.registration;
  const subscription = made ?? (before ? await pushManager.subscribe(before.options) : null);
  const key = subscription?.options.applicationServerKey;
  if (!subscription || !key) return;
  const answer = await fetch('/api/session');
  if (!answer.ok) return;
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const { endpoint, keys } = subscription.toJSON();
  const pushKey = btoa(String.fromCharCode(...new Uint8Array(key)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  await fetch('/api/told/phones', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken },
    body: JSON.stringify({ endpoint, keys, pushKey }),
  });
}

export {};
