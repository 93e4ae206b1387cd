/** The sentences by which a worker reads the digits of a client's home. */
import { catalogue } from './index';
import en from './presence-read.en.json';
import fi from './presence-read.fi.json';
import sv from './presence-read.sv.json';

export type PresenceReadKey = keyof typeof fi;

export const tell = catalogue<PresenceReadKey>({ fi, sv, en });
