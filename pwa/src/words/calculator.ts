/** The calculator's own sentences: they come with its screen, so that a worker's phone never loads them. */
import en from './calculator.en.json';
import fi from './calculator.fi.json';
import sv from './calculator.sv.json';
import { fill, type Language, language, type Sentence, type Values } from './index';

export type CalculatorKey = keyof typeof fi;

const CATALOGUES: Record<Language, Record<CalculatorKey, Sentence>> = { fi, sv, en };

/** The calculator's sentence for this key in the language of the moment. */
export function tell(key: CalculatorKey, values: Values = {}): string {
  return fill(CATALOGUES[language.value][key] ?? key, values);
}
