/** What stands under a visit of what was said of it: it comes with the client's first page. */

import { catalogue } from './index';
import en from './voice.en.json';
import fi from './voice.fi.json';
import sv from './voice.sv.json';

export type VoiceKey = keyof typeof fi;

export const tell = catalogue<VoiceKey>({ fi, sv, en });
