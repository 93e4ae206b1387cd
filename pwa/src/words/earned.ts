/** The sentences of the office's month on its way to being paid, and of what it bills and pays by. */
import en from './earned.en.json';
import fi from './earned.fi.json';
import sv from './earned.sv.json';
import { catalogue } from './index';

export type EarnedKey = keyof typeof fi;

export const tell = catalogue<EarnedKey>({ fi, sv, en });
