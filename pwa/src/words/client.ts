/** The client's own sentences on money, decisions and refusing: they come with her screens, and with no worker's. */

import en from './client.en.json';
import fi from './client.fi.json';
import sv from './client.sv.json';
import { catalogue } from './index';

export type ClientKey = keyof typeof fi;

export const tell = catalogue<ClientKey>({ fi, sv, en });
