/** The sentences of the page on which one signs in, and what each role does. */
import { catalogue } from './index';
import en from './sign-in.en.json';
import fi from './sign-in.fi.json';
import sv from './sign-in.sv.json';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
