/** The import's own sentences: they come with its screen, so that a worker's phone never loads them. */
import en from './import.en.json';
import fi from './import.fi.json';
import sv from './import.sv.json';
import { fill, type Language, language, type Sentence, type Values } from './index';

export type ImportKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<ImportKey, Sentence>> = { fi, sv, en };

/** The import's sentence for this key in the language of the moment. */
export function tell(key: ImportKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
