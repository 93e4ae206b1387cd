/** The sentences on downloading all data of a client: they come with the pages that offer it. */
import { catalogue } from './index';
import en from './take.en.json';
import fi from './take.fi.json';
import sv from './take.sv.json';

export type TakeKey = keyof typeof fi;

export const tell = catalogue<TakeKey>({ fi, sv, en });
