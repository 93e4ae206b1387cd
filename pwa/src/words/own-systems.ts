/** The sentences on a provider's own systems: they come with that screen, which an office opens once a year. */
import { catalogue } from './index';
import en from './own-systems.en.json';
import fi from './own-systems.fi.json';
import sv from './own-systems.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
