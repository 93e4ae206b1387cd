/** The sentences of the provider's office's page of visits that the organiser looks at before paying. */
import en from './deviations.en.json';
import fi from './deviations.fi.json';
import sv from './deviations.sv.json';
import { catalogue } from './index';

export type DeviationsKey = keyof typeof fi;

export const tell = catalogue<DeviationsKey>({ fi, sv, en });
