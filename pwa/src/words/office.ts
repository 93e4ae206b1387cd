/** The sentences of a provider’s office on what clients say: they come with its page. */
import { catalogue } from './index';
import en from './office.en.json';
import fi from './office.fi.json';
import sv from './office.sv.json';

export type OfficeKey = keyof typeof fi;

export const tell = catalogue<OfficeKey>({ fi, sv, en });
