/**
 * Every sentence a person reads: one catalogue per language, loaded when it is needed, and one function to say it.
 *
 * Keys are flat, `place.what` ("visit.saved"), the place being a screen or a part. A value is a sentence with `{names}`
 * in it, or its plural forms `{"one": ..., "other": ...}` chosen by `{count}`. The three catalogues hold the same keys; a
 * Sámi one may hold few, and what it does not say is said in Finnish (sami.ts).
 */
import { computed, signal } from '@preact/signals';
import type finnish from './fi.json';
import type { Sami } from './sami';

export type Language = 'fi' | 'sv' | 'en';
export type Key = keyof typeof finnish;
export type Values = Record<string, string | number>;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Sentence = string | Plural;
type Catalogue = Record<Key, Sentence>;
/** What a Sámi language says ahead of the whole catalogue; it hears each sentence of its own when it is said. */
export interface Ahead {
  language: string;
  sentences: Partial<Record<string, Sentence>>;
  hear: (said: string) => void;
}
type ProblemCatalogue = Record<string, { title: string; next: string }>;

export const LANGUAGES: readonly Language[] = ['fi', 'sv', 'en'];
/** A language is always named in itself: who cannot read the page can still find her own. */
export const LANGUAGE_NAMES: Record<Language, string> = { fi: 'Suomi', sv: 'Svenska', en: 'English' };

const KEPT = 'kotiseteli.language';
const CATALOGUES: Record<Language, () => Promise<{ default: unknown }>> = {
  fi: () => import('./fi.json'),
  sv: () => import('./sv.json'),
  en: () => import('./en.json'),
};
const PROBLEMS: Record<Language, () => Promise<{ default: unknown }>> = {
  fi: () => import('../../../backend/words/problems.fi.json'),
  sv: () => import('../../../backend/words/problems.sv.json'),
  en: () => import('../../../backend/words/problems.en.json'),
};

interface Spoken {
  language: Language;
  catalogue: Catalogue | null;
  ahead: Ahead | null;
}
const spoken = signal<Spoken>({ language: 'fi', catalogue: null, ahead: null });
const problems = signal<{ language: Language; catalogue: ProblemCatalogue } | null>(null);

export const language = computed(() => spoken.value.language);
export const ahead = computed(() => spoken.value.ahead);
/** The first that the browser knows counts. */
const plurals = computed(() => new Intl.PluralRules([ahead.value?.language ?? language.value, language.value]));

/** Load the kept language, else the first of the browser's that we speak, else Finnish. Await before the first screen. */
export async function startWords(): Promise<void> {
  const kept = localStorage.getItem(KEPT);
  if (kept && /^s(e|mn|ms)$/.test(kept)) return (await import('./sami')).chooseSami(kept as Sami);
  const wished = [kept, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return speak(LANGUAGES.find((one) => one === wished.find((tag) => LANGUAGES.includes(tag as Language))) ?? 'fi');
}

/** Change the language and remember it on this phone. */
export async function chooseLanguage(chosen: Language, first: Ahead | null = null): Promise<void> {
  await speak(chosen, first);
  localStorage.setItem(KEPT, first?.language ?? chosen);
}

async function speak(chosen: Language, first: Ahead | null = null): Promise<void> {
  const catalogue = (await CATALOGUES[chosen]()).default as Catalogue;
  spoken.value = { language: chosen, catalogue, ahead: first };
  document.documentElement.lang = chosen;
}

/** The sentence for this key in the language of the moment; with `count`, its right plural form. */
export function t(key: Key, values: Values = {}): string {
  return fill(key, spoken.value.catalogue?.[key] ?? key, values);
}

/** What says a catalogue's sentences; screens that come later bring theirs along, in all three languages. */
export function catalogue<K extends string>(sentences: Record<Language, Record<K, Sentence>>) {
  return (key: K, values: Values = {}): string => fill(key, sentences[language.value][key] ?? key, values);
}

/** A sentence with its values, in its right plural form. */
function fill(key: string, whole: Sentence, values: Values): string {
  const own = ahead.value?.sentences[key];
  const found = own ?? whole;
  const sentence = typeof found === 'string' ? found : pluralOf(found, Number(values.count));
  const said = sentence.replace(/\{(\w+)\}/g, (name, value: string) => String(values[value] ?? name));
  if (own) ahead.value?.hear(said);
  return said;
}

function pluralOf(forms: Plural, count: number): string {
  return forms[plurals.value.select(count)] ?? forms.other ?? '';
}

/** What a wire text `{fi, sv, en}` says in the language of the moment; Finnish where a translation is missing. */
export function say(text: { fi: string; sv: string; en: string }): string {
  return text[language.value] || text.fi;
}

/** What a problem means and what to do next; null until its catalogue has come, or when we do not know the slug. */
export function problemWords(slug: string): { title: string; next: string } | null {
  const known = problems.value;
  if (known?.language === language.value) return known.catalogue[slug] ?? null;
  // Words that could not be fetched are fetched when they are next needed; until then the server's own stand there.
  learnProblems(language.value).catch(() => undefined);
  return null;
}

async function learnProblems(wanted: Language): Promise<void> {
  const catalogue = (await PROBLEMS[wanted]()).default as ProblemCatalogue;
  if (language.peek() === wanted) problems.value = { language: wanted, catalogue };
}
