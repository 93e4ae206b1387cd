/** The sentences on a recorded visit and its correcting: they come with those screens, not with the worker's first one. */
import { catalogue } from './index';
import en from './recorded.en.json';
import fi from './recorded.fi.json';
import sv from './recorded.sv.json';

export type RecordedKey = keyof typeof fi;

export const tell = catalogue<RecordedKey>({ fi, sv, en });
