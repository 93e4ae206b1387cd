/** The import's own sentences: they come with its screen, so that a worker's phone never loads them. */

import en from './import.en.json';
import fi from './import.fi.json';
import sv from './import.sv.json';
import { catalogue } from './index';

export type ImportKey = keyof typeof fi;

export const tell = catalogue<ImportKey>({ fi, sv, en });
