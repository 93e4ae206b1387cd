/** How much is granted, in words: "14 t kuukaudessa", "3 käyntiä viikossa". */
import type { PeriodBalance } from '../../api/schema';
import { amountOf } from '../../parts/meter';
import { phrase } from '../../words/granter';

export function amountSaid(quantity: number, unit: PeriodBalance['unit'], period: PeriodBalance['period']): string {
  return phrase(`amountIn.${period}`, { amount: amountOf(quantity, unit) });
}
