/** The calculator's own sentences: they come with its screen, so that a worker's phone never loads them. */

import en from './calculator.en.json';
import fi from './calculator.fi.json';
import sv from './calculator.sv.json';
import { catalogue } from './index';

export type CalculatorKey = keyof typeof fi;

export const tell = catalogue<CalculatorKey>({ fi, sv, en });
