/** The sentences of a worker's own months: which of her visits are in settlement and which are paid. */
import { catalogue } from './index';
import en from './wages.en.json';
import fi from './wages.fi.json';
import sv from './wages.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
