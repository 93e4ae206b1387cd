/** The sentences of the page in large letters: few and short. */
import { catalogue } from './index';
import en from './large.en.json';
import fi from './large.fi.json';
import sv from './large.sv.json';

export type LargeKey = keyof typeof fi;

export const tell = catalogue<LargeKey>({ fi, sv, en });
