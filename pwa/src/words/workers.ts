/** The office's sentences on its workers and their phones: they come with those screens. */
import { catalogue } from './index';
import en from './workers.en.json';
import fi from './workers.fi.json';
import sv from './workers.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
