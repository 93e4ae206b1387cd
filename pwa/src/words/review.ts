/** The sentences of finance's review: they come with its queue. */

import { catalogue } from './index';
import en from './review.en.json';
import fi from './review.fi.json';
import sv from './review.sv.json';

export type ReviewKey = keyof typeof fi;

export const tell = catalogue<ReviewKey>({ fi, sv, en });
