/** The sentences of the month by provider, for finance and the organiser. */

import en from './finance.en.json';
import fi from './finance.fi.json';
import sv from './finance.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
