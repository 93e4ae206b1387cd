/** The accessibility statement, and the feedback that anyone may give. */

import en from './accessibility.en.json';
import fi from './accessibility.fi.json';
import sv from './accessibility.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
