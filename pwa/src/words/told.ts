/** The sentences about being told: what, when and where. */

import { catalogue } from './index';
import en from './told.en.json';
import fi from './told.fi.json';
import sv from './told.sv.json';

export type ToldKey = keyof typeof fi;

export const tell = catalogue<ToldKey>({ fi, sv, en });
