/** The sentences of the office's month on its way to being paid, and of what it bills and pays by. */
import en from './billing.en.json';
import fi from './billing.fi.json';
import sv from './billing.sv.json';
import { catalogue } from './index';

export type BillingKey = keyof typeof fi;

export const tell = catalogue<BillingKey>({ fi, sv, en });
