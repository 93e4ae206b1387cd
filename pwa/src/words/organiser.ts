/** The organiser's own sentences: they come with her screens, so that a worker's phone never loads them. */
import { fill, type Language, language, type Sentence, type Values } from './index';
import en from './organiser.en.json';
import fi from './organiser.fi.json';
import sv from './organiser.sv.json';

export type OrganiserKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<OrganiserKey, Sentence>> = { fi, sv, en };

/** The organiser's sentence for this key in the language of the moment. */
export function tell(key: OrganiserKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
