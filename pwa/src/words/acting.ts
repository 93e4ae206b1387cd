/** The sentences of acting for another by a mandate at Suomi.fi: they come with the relative's screens. */

import en from './acting.en.json';
import fi from './acting.fi.json';
import sv from './acting.sv.json';
import { catalogue } from './index';

export type ActingKey = keyof typeof fi;

export const tell = catalogue<ActingKey>({ fi, sv, en });
