/** The sentences on mandates: they come with the pages of clients, relatives and granters that show them. */
import { catalogue } from './index';
import en from './mandates.en.json';
import fi from './mandates.fi.json';
import sv from './mandates.sv.json';

export type MandateKey = keyof typeof fi;

export const tell = catalogue<MandateKey>({ fi, sv, en });
