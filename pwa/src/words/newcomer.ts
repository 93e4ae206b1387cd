/** The sentences for whoever has proved who she is and is nobody here yet: they come with her one page. */
import { catalogue } from './index';
import en from './newcomer.en.json';
import fi from './newcomer.fi.json';
import sv from './newcomer.sv.json';

export type NewcomerKey = keyof typeof fi;

export const tell = catalogue<NewcomerKey>({ fi, sv, en });
