/** The provider's office's own sentences: they come with its screens, so that a worker's phone never loads them. */
import { fill, type Language, language, type Sentence, type Values } from './index';
import en from './provider.en.json';
import fi from './provider.fi.json';
import sv from './provider.sv.json';

type ProviderKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<ProviderKey, Sentence>> = { fi, sv, en };

/** The office's sentence for this key in the language of the moment. */
export function tell(key: ProviderKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
