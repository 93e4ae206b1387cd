/** The organiser's own sentences: they come with her screens, so that a worker's phone never loads them. */
import { catalogue } from './index';
import en from './organiser.en.json';
import fi from './organiser.fi.json';
import sv from './organiser.sv.json';

export type OrganiserKey = keyof typeof fi;

export const tell = catalogue<OrganiserKey>({ fi, sv, en });
