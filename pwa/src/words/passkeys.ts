/** What is said of passkeys: where one signs in, where they are kept, and where one is offered. */
import { catalogue } from './index';
import en from './passkeys.en.json';
import fi from './passkeys.fi.json';
import sv from './passkeys.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
