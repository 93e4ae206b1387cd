/** How much is granted, in words: "14 t kuukaudessa", "3 käyntiä viikossa". */
import type { Period, QuantityUnit } from '../../rules/figures';
import { euros } from '../../words/amounts';
import { duration } from '../../words/formats';
import { phrase } from '../../words/granter';

export function quantitySaid(quantity: number, unit: QuantityUnit): string {
  if (unit === 'minute') return duration(quantity);
  return unit === 'cent' ? euros(quantity) : phrase(`amount.${unit}`, { count: quantity });
}

export function amountSaid(quantity: number, unit: QuantityUnit, period: Period): string {
  return phrase(`amountIn.${period}`, { amount: quantitySaid(quantity, unit) });
}
