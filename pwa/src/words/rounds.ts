/** The sentences of the office's rounds: they come with its board. */
import { catalogue } from './index';
import en from './rounds.en.json';
import fi from './rounds.fi.json';
import sv from './rounds.sv.json';

export type RoundsKey = keyof typeof fi;

export const tell = catalogue<RoundsKey>({ fi, sv, en });
