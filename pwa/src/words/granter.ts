/** The granter's own sentences: they come with her screens, so that a worker's phone never loads them. */

import en from './granter.en.json';
import fi from './granter.fi.json';
import sv from './granter.sv.json';
import { catalogue } from './index';

export type GranterKey = keyof typeof fi;

export const phrase = catalogue<GranterKey>({ fi, sv, en });
