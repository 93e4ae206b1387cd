/** The client's own sentences on money, decisions and refusing: they come with her screens, and with no worker's. */
import en from './client.en.json';
import fi from './client.fi.json';
import sv from './client.sv.json';
import { fill, type Language, language, type Sentence, type Values } from './index';

export type ClientKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<ClientKey, Sentence>> = { fi, sv, en };

/** The client's sentence for this key in the language of the moment. */
export function tell(key: ClientKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
