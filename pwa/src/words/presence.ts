/** The sentences on the digits of a client's home: they come with the client's own screens. */
import { catalogue } from './index';
import en from './presence.en.json';
import fi from './presence.fi.json';
import sv from './presence.sv.json';

export type PresenceKey = keyof typeof fi;

export const tell = catalogue<PresenceKey>({ fi, sv, en });
