/** The sentences of settlements, of what goes out to accounting and of what comes back as paid: finance's. */
import { catalogue } from './index';
import en from './settling.en.json';
import fi from './settling.fi.json';
import sv from './settling.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
