/** The sentences of the page of one's own visits. */
import { catalogue } from './index';
import en from './own.en.json';
import fi from './own.fi.json';
import sv from './own.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
