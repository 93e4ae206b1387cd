/** The sentences of the page in three languages, all of them brought along: they are few. */
import type { Language } from '../words';
import en from '../words/link.en.json';
import fi from '../words/link.fi.json';
import sv from '../words/link.sv.json';

export const SENTENCES: Record<Language, Record<keyof typeof fi, string>> = { fi, sv, en };
export const LANGUAGES: Record<Language, string> = { fi: 'Suomi', sv: 'Svenska', en: 'English' };

/** The first of the browser's languages that we speak, else Finnish. */
export function firstLanguage(wished: readonly string[]): Language {
  const spoken = wished.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in SENTENCES);
  return (spoken as Language | undefined) ?? 'fi';
}
