/** What is said of the phone itself: its clock, its memory. It is fetched when there is something to say. */
import { catalogue } from './index';
import en from './phone.en.json';
import fi from './phone.fi.json';
import sv from './phone.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
