/** What is said on a phone that may not be used any more. */
import { catalogue } from './index';
import en from './stopped.en.json';
import fi from './stopped.fi.json';
import sv from './stopped.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
