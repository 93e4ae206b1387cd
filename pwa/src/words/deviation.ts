/** The sentences on what was otherwise than booked: few, since clients and offices read them too. */

import en from './deviation.en.json';
import fi from './deviation.fi.json';
import sv from './deviation.sv.json';
import { catalogue } from './index';

export type DeviationKey = keyof typeof fi;

export const tell = catalogue<DeviationKey>({ fi, sv, en });
