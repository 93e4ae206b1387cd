/** The sentences on a recorded visit and its correcting: they come with those screens, not with the worker's first one. */

import { fill, type Language, language, type Sentence, type Values } from './index';
import en from './recorded.en.json';
import fi from './recorded.fi.json';
import sv from './recorded.sv.json';

export type RecordedKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<RecordedKey, Sentence>> = { fi, sv, en };

/** The sentence for this key in the language of the moment. */
export function tell(key: RecordedKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
