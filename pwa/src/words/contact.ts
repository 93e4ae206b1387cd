/** The sentences by which a client, who acts for her and an office write to each other: they come with those pages. */

import en from './contact.en.json';
import fi from './contact.fi.json';
import sv from './contact.sv.json';
import { catalogue } from './index';

export type ContactKey = keyof typeof fi;

export const tell = catalogue<ContactKey>({ fi, sv, en });
