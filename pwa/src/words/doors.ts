/** The sentences on where a client lives and how one comes in: they come with the round and with the offices' pages of it. */
import en from './doors.en.json';
import fi from './doors.fi.json';
import sv from './doors.sv.json';
import { catalogue } from './index';

export type DoorsKey = keyof typeof fi;

export const tell = catalogue<DoorsKey>({ fi, sv, en });
