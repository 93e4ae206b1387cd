/** The sentences of recording that a visit goes otherwise than booked, and what it does to its pay. */
import { catalogue } from './index';
import en from './otherwise.en.json';
import fi from './otherwise.fi.json';
import sv from './otherwise.sv.json';

export type OtherwiseKey = keyof typeof fi;

export const tell = catalogue<OtherwiseKey>({ fi, sv, en });
