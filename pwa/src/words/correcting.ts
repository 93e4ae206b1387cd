/** The sentences of correcting and withdrawing a visit: they come with those screens, not with the worker's first one. */
import en from './correcting.en.json';
import fi from './correcting.fi.json';
import sv from './correcting.sv.json';
import { fill, type Language, language, type Sentence, type Values } from './index';

export type CorrectingKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<CorrectingKey, Sentence>> = { fi, sv, en };

/** The sentence for this key in the language of the moment. */
export function tell(key: CorrectingKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
