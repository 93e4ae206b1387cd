/** What is said of a visit that the rules left to a person, to finance as to the provider's office. */
import en from './deviation.en.json';
import fi from './deviation.fi.json';
import sv from './deviation.sv.json';
import { catalogue } from './index';

export type DeviationKey = keyof typeof fi;

export const tell = catalogue<DeviationKey>({ fi, sv, en });
