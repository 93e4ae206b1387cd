/** The sentences on who has looked at a client's data: they come with her page of it. */
import { catalogue } from './index';
import en from './viewings.en.json';
import fi from './viewings.fi.json';
import sv from './viewings.sv.json';

export type ViewingsKey = keyof typeof fi;

export const tell = catalogue<ViewingsKey>({ fi, sv, en });
