/** The sentences on a worker's round: they come with it, not with her first screen. */
import { catalogue } from './index';
import en from './round.en.json';
import fi from './round.fi.json';
import sv from './round.sv.json';

export type RoundKey = keyof typeof fi;

export const tell = catalogue<RoundKey>({ fi, sv, en });
