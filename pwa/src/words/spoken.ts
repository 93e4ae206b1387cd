/** The sentences around what is said aloud, where it is recorded and where it is heard. */
import { catalogue } from './index';
import en from './spoken.en.json';
import fi from './spoken.fi.json';
import sv from './spoken.sv.json';

export type SpokenKey = keyof typeof fi;

export const tell = catalogue<SpokenKey>({ fi, sv, en });
