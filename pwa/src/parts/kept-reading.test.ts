/** What is kept for a page without a network: the last answer with its age, of one person only. */
import { beforeEach, expect, it, vi } from 'vitest';
import { forgetReadings, keepReading, keptReading } from './kept-reading';

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

let shelf: Shelf;

beforeEach(() => {
  shelf = new Shelf();
  vi.stubGlobal('localStorage', shelf);
});

it('gives back the last answer with the moment it came', () => {
  keepReading('kaisa.helvi.visits', [1]);
  keepReading('kaisa.helvi.visits', [1, 2]);
  expect(keptReading('kaisa.helvi.visits')?.answer).toEqual([1, 2]);
  expect(Date.parse(keptReading('kaisa.helvi.visits')?.receivedAt ?? '')).not.toBeNaN();
});

it('knows nothing of what was never read, or was spoiled', () => {
  expect(keptReading('nobody')).toBeNull();
  shelf.setItem('kotiseteli.read.spoiled', '{');
  expect(keptReading('spoiled')).toBeNull();
});

it('forgets everything that was read, and nothing else', () => {
  keepReading('kaisa.helvi.visits', []);
  shelf.setItem('kotiseteli.language', 'sv');
  forgetReadings();
  expect(Object.keys(shelf)).toEqual(['kotiseteli.language']);
});

it('goes on without when the phone has no room', () => {
  vi.spyOn(shelf, 'setItem').mockImplementation(() => {
    throw new Error('no room');
  });
  expect(() => keepReading('kaisa.helvi.visits', [])).not.toThrow();
});
