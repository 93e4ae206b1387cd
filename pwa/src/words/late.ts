/** The sentences about settled visits that were changed afterwards: they come with finance's list of those. */

import { catalogue } from './index';
import en from './late.en.json';
import fi from './late.fi.json';
import sv from './late.sv.json';

export type LateKey = keyof typeof fi;

export const tell = catalogue<LateKey>({ fi, sv, en });
