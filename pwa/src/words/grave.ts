/** The sentences on grave feedback: they come with the case manager’s pages. */

import en from './grave.en.json';
import fi from './grave.fi.json';
import sv from './grave.sv.json';
import { catalogue } from './index';

export type GraveKey = keyof typeof fi;

export const tell = catalogue<GraveKey>({ fi, sv, en });
