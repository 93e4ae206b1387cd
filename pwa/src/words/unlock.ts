/** The sentences of the locked app: opening it, and recording a visit without opening. */
import { catalogue } from './index';
import en from './unlock.en.json';
import fi from './unlock.fi.json';
import sv from './unlock.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
