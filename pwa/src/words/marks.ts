/**
 * Marks what is said in a Sámi language on a page of another one (WCAG 2.2, 3.1.2), so that a screen reader changes its
 * voice for it and back. Screens know nothing of it: what was said is found again on the page by its words.
 */
import { effect } from '@preact/signals';
import { ahead } from './index';

/** Words that are heard and stand in no text. */
const SAID_IN = ['aria-label', 'alt', 'placeholder', 'title'];
const heard = new Set<string>();
/** What was marked here, not by a screen for a reason of its own. */
const marked = new WeakSet<Element>();

let observer: MutationObserver | null = null;

/** Mark from now on what is said in this language; returns what hears its sentences. */
export function markAs(chosen: string): (said: string) => void {
  stopMarking();
  observer = new MutationObserver(() => mark(document.body, document.documentElement.lang, chosen));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: SAID_IN });
  return (said) => heard.add(said.trim());
}

function stopMarking(): void {
  if (!observer) return;
  observer.disconnect();
  observer = null;
  heard.clear();
  const { lang } = document.documentElement;
  mark(document.body, lang, lang);
}

/** What a whole language says needs no marks. */
effect(() => {
  if (ahead.value === null) stopMarking();
});

/** Mark an element and what is in it; `around` is the language that it stands in. */
function mark(element: Element, around: string, chosen: string): void {
  if (element.hasAttribute('lang') && !marked.has(element)) return;
  const own = languageOf(element, chosen) ?? around;
  if (own !== around) {
    element.setAttribute('lang', own);
    marked.add(element);
  } else if (marked.has(element)) {
    element.removeAttribute('lang');
    marked.delete(element);
  }
  for (const child of element.children) mark(child, own, chosen);
}

/** The language of what an element itself says; null where it says nothing. A line that mixes two is the page's. */
function languageOf(element: Element, chosen: string): string | null {
  const texts = [...element.childNodes].flatMap((node) => (node instanceof Text ? node.data.trim() || [] : []));
  const said = texts.length > 0 ? texts : SAID_IN.flatMap((name) => element.getAttribute(name)?.trim() || []);
  if (said.length === 0) return null;
  return said.every((one) => heard.has(one)) ? chosen : document.documentElement.lang;
}
