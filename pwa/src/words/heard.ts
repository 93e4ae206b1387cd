/** What the organiser reads of accessibility, with its clock. */

import en from './heard.en.json';
import fi from './heard.fi.json';
import sv from './heard.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
