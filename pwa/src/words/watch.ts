/** The sentences on questions about viewings and on unusual ones: they come with the organiser's page of them. */
import { catalogue } from './index';
import en from './watch.en.json';
import fi from './watch.fi.json';
import sv from './watch.sv.json';

export type WatchKey = keyof typeof fi;

export const tell = catalogue<WatchKey>({ fi, sv, en });
