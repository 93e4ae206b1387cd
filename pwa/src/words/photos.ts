/** The sentences on photos of a visit: they come with the screens that show one, not with anybody's first. */
import { fill, type Language, language, type Sentence, type Values } from './index';
import en from './photos.en.json';
import fi from './photos.fi.json';
import sv from './photos.sv.json';

export type PhotosKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<PhotosKey, Sentence>> = { fi, sv, en };

/** The sentence for this key in the language of the moment. */
export function tell(key: PhotosKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
