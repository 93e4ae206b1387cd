/** What is said of a visit that the rules left to a person, to finance as to the provider's office. */
import en from './reviewed.en.json';
import fi from './reviewed.fi.json';
import sv from './reviewed.sv.json';
import { catalogue } from './index';

export type ReviewedKey = keyof typeof fi;

export const tell = catalogue<ReviewedKey>({ fi, sv, en });
