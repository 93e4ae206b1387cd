/** The sentences of opening a voucher: they come with the scanner and the voucher, not with the worker's first screen. */

import en from './door.en.json';
import fi from './door.fi.json';
import sv from './door.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
