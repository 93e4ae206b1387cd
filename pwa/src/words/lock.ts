/** The sentences of setting and changing the lock. */
import { catalogue } from './index';
import en from './lock.en.json';
import fi from './lock.fi.json';
import sv from './lock.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
