/** What is said on the screen of this phone: its unsent visits, lock, memory. */

import en from './device.en.json';
import fi from './device.fi.json';
import sv from './device.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
