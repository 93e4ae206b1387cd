/** The sentences of acting for another by a mandate at Suomi.fi: they come with the relative's screens. */

import { catalogue } from './index';
import en from './suomi-fi.en.json';
import fi from './suomi-fi.fi.json';
import sv from './suomi-fi.sv.json';

export type SuomiFiKey = keyof typeof fi;

export const tell = catalogue<SuomiFiKey>({ fi, sv, en });
