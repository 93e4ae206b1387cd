/** What of a browser the offline machinery needs when it is tested without one: a store, a small memory, a page. */
import 'fake-indexeddb/auto';

class Memory {
  readonly #kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible', documentElement: { lang: 'fi' } });
const window = new EventTarget();

for (const [name, value] of Object.entries({
  localStorage: new Memory(),
  document: page,
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window),
  dispatchEvent: window.dispatchEvent.bind(window),
  reportError: (failure: unknown) => {
    throw failure;
  },
})) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
