/** The sentences of what is left of a grant: they come with the meter. */
import { catalogue } from './index';
import en from './meter.en.json';
import fi from './meter.fi.json';
import sv from './meter.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
