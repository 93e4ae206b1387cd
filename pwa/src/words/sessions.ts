/** What is said of where one is signed in, and of going over to another of one's jobs. */
import { catalogue } from './index';
import en from './sessions.en.json';
import fi from './sessions.fi.json';
import sv from './sessions.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
