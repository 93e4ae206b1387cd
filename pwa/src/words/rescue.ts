/** The sentences of giving unsent visits to another phone, and of taking a colleague's. */
import { catalogue } from './index';
import en from './rescue.en.json';
import fi from './rescue.fi.json';
import sv from './rescue.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
