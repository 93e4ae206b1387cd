/** What is being written stays in its tab until it is sent, and is nobody else's. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { SignedIn } from '../api/schema';
import { session } from '../session';

class Shelf {
  [name: string]: unknown;
  getItem(name: string): string | null {
    return Object.hasOwn(this, name) ? String(this[name]) : null;
  }
  setItem(name: string, text: string): void {
    this[name] = text;
  }
  removeItem(name: string): void {
    delete this[name];
  }
}

const someone = (id: string) => ({ person: { id } }) as SignedIn;

let shelf = new Shelf();
vi.stubGlobal('sessionStorage', shelf);
const { dropDraft, keepDraft, keptDraft } = await import('./kept-draft');

beforeEach(() => {
  shelf = new Shelf();
  vi.stubGlobal('sessionStorage', shelf);
  session.value = someone('marja');
});

it('gives back what was being written, until it has been sent', () => {
  keepDraft('helvi', { need: 'apua aamuisin' });
  expect(keptDraft('helvi')).toEqual({ need: 'apua aamuisin' });
  dropDraft('helvi');
  expect(keptDraft('helvi')).toBeNull();
});

it('is there again after a session that ended, and gone when someone else comes', () => {
  shelf.setItem('another', 'stays');
  keepDraft('helvi', { need: 'apua aamuisin' });
  session.value = null;
  expect(keptDraft('helvi')).toBeNull();
  session.value = someone('marja');
  expect(keptDraft('helvi')).toEqual({ need: 'apua aamuisin' });
  session.value = someone('pekka');
  expect(keptDraft('helvi')).toBeNull();
  expect(Object.keys(shelf)).toEqual(['another']);
});

it('goes on without when the browser has no room', () => {
  vi.spyOn(shelf, 'setItem').mockImplementation(() => {
    throw new Error('no room');
  });
  expect(() => keepDraft('helvi', {})).not.toThrow();
});
