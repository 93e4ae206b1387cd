/** The sentences by which a client or who acts for her speaks of a visit: they come with her page. */
import en from './feedback.en.json';
import fi from './feedback.fi.json';
import sv from './feedback.sv.json';
import { catalogue } from './index';

export type FeedbackKey = keyof typeof fi;

export const tell = catalogue<FeedbackKey>({ fi, sv, en });
