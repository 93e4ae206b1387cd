/** The sentences on what is planned for a client, as she and those close to her read them. */

import { catalogue } from './index';
import en from './plan.en.json';
import fi from './plan.fi.json';
import sv from './plan.sv.json';

export type PlanKey = keyof typeof fi;

export const tell = catalogue<PlanKey>({ fi, sv, en });
