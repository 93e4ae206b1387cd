/** Large letters and three things on a screen: whether she has asked for them on this phone. */
import { effect, signal } from '@preact/signals';
import { session } from '../../session';

const KEPT = 'kotiseteli.large-letters';

export const largeLetters = signal(localStorage.getItem(KEPT) !== null);

/** The letters grow on her own pages, and on nobody else's who signs in here after her. */
effect(() => {
  const isHers = session.value?.role === 'client' || session.value?.role === 'relative';
  document.documentElement.classList.toggle('large-letters', isHers && largeLetters.value);
});

export function chooseLetters(isLarge: boolean): void {
  largeLetters.value = isLarge;
  try {
    if (isLarge) localStorage.setItem(KEPT, 'yes');
    else localStorage.removeItem(KEPT);
  } catch {
    // A phone whose storage is closed keeps them as long as the page is open.
  }
}
