/** The sentences of a visit going on, and of one that ended before it was recorded: they come with those screens. */
import { catalogue } from './index';
import en from './visit.en.json';
import fi from './visit.fi.json';
import sv from './visit.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
