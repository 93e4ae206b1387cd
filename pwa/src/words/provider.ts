/** The provider's office's own sentences: they come with its screens, so that a worker's phone never loads them. */
import { catalogue } from './index';
import en from './provider.en.json';
import fi from './provider.fi.json';
import sv from './provider.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
