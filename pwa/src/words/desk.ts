/** The sentences on messages, complaints and reminders for those who answer them. */

import en from './desk.en.json';
import fi from './desk.fi.json';
import sv from './desk.sv.json';
import { catalogue } from './index';

export type DeskKey = keyof typeof fi;

export const tell = catalogue<DeskKey>({ fi, sv, en });
