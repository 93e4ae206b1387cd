/** What the usual time bands are called; an organiser may have others, which are called as it wrote them. */
import en from './band-names.en.json';
import fi from './band-names.fi.json';
import sv from './band-names.sv.json';
import { type Language, language } from './index';

type BandSlug = keyof typeof fi;

const CATALOGUES: Record<Language, Record<BandSlug, string>> = { fi, sv, en };

/** The usual ones, in the order of a price list; a price that is the same at all times has no band to name. */
export const BAND_NAMES: readonly string[] = Object.keys(fi).filter((slug) => slug !== 'any');

/** "Arki-ilta"; of a band of the organiser's own, its short name with a capital and blanks. */
export function bandName(slug: string): string {
  const known = CATALOGUES[language.value][slug as BandSlug];
  if (known) return known;
  const words = slug.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
