/** The sentences of a visit's receipt. */
import { catalogue } from './index';
import en from './receipt.en.json';
import fi from './receipt.fi.json';
import sv from './receipt.sv.json';

export type ReceiptKey = keyof typeof fi;

export const tell = catalogue<ReceiptKey>({ fi, sv, en });
