/** The granter's own sentences: they come with her screens, so that a worker's phone never loads them. */
import en from './granter.en.json';
import fi from './granter.fi.json';
import sv from './granter.sv.json';
import { fill, type Language, language, type Sentence, type Values } from './index';

export type GranterKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<GranterKey, Sentence>> = { fi, sv, en };

/** The granter's sentence for this key in the language of the moment. */
export function phrase(key: GranterKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
