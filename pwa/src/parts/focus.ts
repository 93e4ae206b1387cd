/** Where the keyboard goes when what it stood on is taken away: to what has come in its place. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The element that takes the focus when it appears, where that is wanted. */
export function useFocusAtFirst<Element extends HTMLElement>(isWanted: boolean): RefObject<Element | null> {
  const element = useRef<Element>(null);
  useEffect(() => {
    if (isWanted) element.current?.focus();
  }, []);
  return element;
}
