/** Where the person is: one signal for the path, and links that change it without loading the page again. */
import { signal } from '@preact/signals';

/** The path of the screen shown now, for example `/voucher/7K3M9QXD2F0C`. */
export const path = signal(location.pathname);

/** Go to a screen of this app; with `replace` the present one is not kept for the way back. */
export function navigate(to: string, { replace = false } = {}): void {
  if (to !== path.peek()) {
    history[replace ? 'replaceState' : 'pushState'](null, '', to);
    path.value = location.pathname;
    scrollTo(0, 0);
  }
}

/** Follow the browser's own back and forward, and plain taps on links to this app. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    path.value = location.pathname;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const altered = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || altered || event.button !== 0 || event.defaultPrevented) return;
    const leaves = link.origin !== location.origin || link.target || link.hasAttribute('download');
    if (leaves || link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    navigate(link.pathname);
  });
}
