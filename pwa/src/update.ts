/**
 * A new build of the app is taken only when the person agrees, never while she is filling something in; the outbox is
 * not touched by it.
 */
import { computed, effect, signal } from '@preact/signals';

/** How often a long-lived page asks for a new build when it comes to the front. */
const ASK_AGAIN_MS = 60 * 60 * 1000;

const waiting = signal<ServiceWorker | null>(null);
const replaced = signal(false);

/** Someone is in the middle of writing something: a screen sets this while a visit is being filled in. */
export const inTheMiddle = signal(false);

/** She has agreed to the new build, and it has not opened yet: a browser may let the old one finish first. */
export const updating = signal(false);

/** A new build lies ready and may be offered now. */
export const updateReady = computed(() => waiting.value !== null && !inTheMiddle.value);

/** Take the new build; the page opens again with it. */
export function applyUpdate(): void {
  updating.value = true;
  waiting.peek()?.postMessage('SKIP_WAITING');
}

/** Register the service worker and watch for new builds. */
export async function watchForUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  if (navigator.serviceWorker.controller) {
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      replaced.value = true;
    });
  }
  effect(() => {
    if (replaced.value && !inTheMiddle.value) location.reload();
  });
  const registration = await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  const notice = (worker: ServiceWorker | null): void => {
    const mayOffer = worker?.state === 'installed' && registration.active && navigator.serviceWorker.controller;
    if (mayOffer) waiting.value = worker;
  };
  notice(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    coming?.addEventListener('statechange', () => notice(coming));
  });
  askAgainAtTheFront(registration);
}

function askAgainAtTheFront(registration: ServiceWorkerRegistration): void {
  let asked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - asked < ASK_AGAIN_MS) return;
    asked = Date.now();
    registration.update().catch(() => undefined);
  });
}
