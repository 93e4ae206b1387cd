/** What a voucher's code is, said to those who cannot open it. */

import en from './elsewhere.en.json';
import fi from './elsewhere.fi.json';
import sv from './elsewhere.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
