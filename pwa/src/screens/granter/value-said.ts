/** What a voucher is worth, in words: the client's own value, or what the rulebook gives everyone today. */
import type { ServiceChoice } from '../../api/schema';
import { share } from '../../rules/money';
import { ANY_TIME, rateOf } from '../../rules/price';
import { euros } from '../../words/amounts';
import { phrase } from '../../words/granter';
import { priceSaid } from './calculator-vouchers';

/** Null where the rulebook says nothing of it. */
export function valueSaid(valueCents: number | null, service: ServiceChoice | undefined): string | null {
  if (valueCents !== null) return priceSaid(valueCents, service);
  const terms = service?.terms?.value;
  if (!terms) return null;
  const values = (terms.timetable?.bands ?? [ANY_TIME])
    .map((band) => rateOf(band, terms))
    .flatMap((rate) => (rate ? [share(rate.cents, rate.factor)] : []));
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (values.length === 0) return null;
  const value = low === high ? priceSaid(low, service) : `${euros(low)}–${priceSaid(high, service)}`;
  return phrase('decision.byRulebook', { value });
}
