/** What is said of a visit that the rules left to a person, to finance as to the provider's office. */

import { catalogue } from './index';
import en from './reviewed.en.json';
import fi from './reviewed.fi.json';
import sv from './reviewed.sv.json';

export type ReviewedKey = keyof typeof fi;

export const tell = catalogue<ReviewedKey>({ fi, sv, en });
