/** The value of one household by the terms that are being typed, and the price terms with it as their base. */
import type { Means } from '../../rules/income';
import { ownPartByHours, valueByFormula, valueBySteps } from '../../rules/income-value';
import type { PriceTerms } from '../../rules/price';
import type { IncomeValueTerms } from './draft-income';

export type HouseholdValue =
  | ReturnType<typeof valueByFormula>
  | ReturnType<typeof valueBySteps>
  | ReturnType<typeof ownPartByHours>;

export function householdValue(means: Means, grantedMinutes: number, terms: IncomeValueTerms): HouseholdValue {
  switch (terms.kind) {
    case 'formula':
      return valueByFormula(means, terms);
    case 'steps':
      return valueBySteps(means, terms);
    case 'own_part':
      return ownPartByHours(means, grantedMinutes, terms);
  }
}

/** A personal value takes the place of the base; an own part is taken off the month and leaves the price as it is. */
export function withPersonalBase(
  value: PriceTerms | null,
  unit: PriceTerms['unit'],
  personal: HouseholdValue | null,
  kind: IncomeValueTerms['kind'],
): PriceTerms | null {
  if (kind === 'own_part') return value;
  if (personal === null || 'refused' in personal) return null;
  return { ...(value ?? { unit }), baseCents: personal.valueCents };
}
