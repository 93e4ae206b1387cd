/** What is said when the phone cannot save: blocked, full, held by another window. */
import { catalogue } from './index';
import en from './store-trouble.en.json';
import fi from './store-trouble.fi.json';
import sv from './store-trouble.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
