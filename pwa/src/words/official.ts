/** The granter's sentences on mandates and on a client's death: they come with her client's page. */
import { catalogue } from './index';
import en from './official.en.json';
import fi from './official.fi.json';
import sv from './official.sv.json';

export type OfficialKey = keyof typeof fi;

export const tell = catalogue<OfficialKey>({ fi, sv, en });
