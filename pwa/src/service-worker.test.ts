/** What the service worker lays in store, and what it never does. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const ORIGIN = 'https://kotiseteli.example';
/** By a name the type checker does not follow: the worker's own globals are not those of a page. */
const WORKER = './service-worker.ts';

type Fetching = { request: { method: string; mode: string; url: string }; respondWith: (answer: unknown) => void };

let laidIn: string[] = [];
let onPush: (event: unknown) => void;
let onFetch: (event: Fetching) => void;

let shown: unknown[][] = [];

beforeEach(async () => {
  laidIn = [];
  shown = [];
  const cache = {
    match: async () => undefined,
    put: async ({ url }: { url: string }) => laidIn.push(new URL(url).pathname),
  };
  vi.stubGlobal('caches', { open: async () => cache });
  vi.stubGlobal('__BUILT_FILES__', []);
  vi.stubGlobal('__BUILD_ID__', 'test');
  vi.stubGlobal('self', {
    location: { origin: ORIGIN },
    registration: { showNotification: async (...given: unknown[]) => shown.push(given) },
    addEventListener: (kind: string, listener: typeof onFetch) => {
      if (kind === 'fetch') onFetch = listener;
      if (kind === 'push') onPush = listener as typeof onPush;
    },
  });
  vi.resetModules();
  await import(/* @vite-ignore */ WORKER);
});

afterEach(() => vi.unstubAllGlobals());

async function fetched(path: string, answer: Response): Promise<void> {
  vi.stubGlobal('fetch', async () => answer);
  let answered: unknown;
  const respondWith = (promise: unknown) => {
    answered = promise;
  };
  onFetch({ request: { method: 'GET', mode: 'cors', url: ORIGIN + path }, respondWith });
  await answered;
}

function answer(kind: string, status = 200, redirected = false): Response {
  const made = new Response('content', { status, headers: { 'Content-Type': kind } });
  Object.defineProperty(made, 'redirected', { value: redirected });
  return made;
}

test('a file of a desk screen is laid in store when it is fetched', async () => {
  await fetched('/assets/finance-1a2b.js', answer('text/javascript'));
  expect(laidIn).toEqual(['/assets/finance-1a2b.js']);
});

test.each([
  ["a captive portal's page", answer('text/html; charset=utf-8')],
  ['the end of a redirection', answer('text/javascript', 200, true)],
  ['a missing file', answer('text/javascript', 404)],
  ['a part of a file', answer('text/javascript', 206)],
])('%s is never laid in store under a file’s name', async (_, given) => {
  await fetched('/assets/finance-1a2b.js', given);
  expect(laidIn).toEqual([]);
});

test.each([
  ['nothing at all', null],
  ['what is no JSON', { json: () => JSON.parse('<html>') as unknown }],
  ['JSON that says nothing', { json: () => null }],
])('a push with %s is shown all the same: a browser takes the right away from who shows nothing', async (_, data) => {
  let done: Promise<unknown> = Promise.resolve();
  onPush({
    data,
    waitUntil: (promise: Promise<unknown>) => {
      done = promise;
    },
  });
  await done;
  expect(shown.map(([title]) => title)).toEqual(['Kotiseteli']);
});
