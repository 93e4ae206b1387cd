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

export {};
