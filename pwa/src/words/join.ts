/** What is said while a phone is taken into use. */
import { catalogue } from './index';
import en from './join.en.json';
import fi from './join.fi.json';
import sv from './join.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
