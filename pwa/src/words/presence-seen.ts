/** What was read in a client's home, for whoever reads of a visit. */
import { catalogue } from './index';
import en from './presence-seen.en.json';
import fi from './presence-seen.fi.json';
import sv from './presence-seen.sv.json';

export type PresenceSeenKey = keyof typeof fi;

export const tell = catalogue<PresenceSeenKey>({ fi, sv, en });
