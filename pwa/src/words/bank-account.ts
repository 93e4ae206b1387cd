/** The sentences of a provider's bank account, for its office. */
import en from './bank-account.en.json';
import fi from './bank-account.fi.json';
import sv from './bank-account.sv.json';
import { catalogue } from './index';

export const tell = catalogue<keyof typeof fi>({ fi, sv, en });
