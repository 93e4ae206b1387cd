/** The sentences of lists at a desk: headings, sorting, searching. */
import { catalogue } from './index';
import en from './ledger.en.json';
import fi from './ledger.fi.json';
import sv from './ledger.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
