/** The providers side by side as the draft stands: by this client's value, for what is granted in a month. */
import type { ReckoningTerms, ServiceChoice, ServiceTerms } from '../../api/schema';
import { inMonth } from '../../rules/granted-in-month';
import type { LiabilityTerms } from '../../rules/own-liability';
import { MINUTES_IN } from '../../rules/price';
import type { ValueAtTime } from './calculator-vouchers';
import { type Draft, typedQuantity } from './draft';
import { oneOf, type ProviderRow, providerRows } from './provider-rows';
import { valueInBand } from './reckoned';
import type { Known } from './terms-on-day';

/** The time at which all of the month is compared, where the service has it. */
const USUAL_BAND = 'weekday';

export function isByHour(service: ServiceChoice | null): boolean {
  return (service?.unit ?? 'hour') in MINUTES_IN;
}

/** What holds at the usual time: the client's own value, else the rulebook's. */
export function usualValue({ terms, offers, reckoned }: Known): ValueAtTime | null {
  const values = offers?.values ?? [];
  const found = values.find(({ band }) => band === USUAL_BAND) ?? values[0];
  if (!found) return null;
  const { band, source } = found;
  const personal = reckoned.value;
  return { band, source, valueCents: personal ? valueInBand(personal.valueCents, terms, band) : found.valueCents };
}

/** The month's minutes, or its units; null while it is not known or is granted in something else. */
export function monthsQuantity(draft: Draft, service: ServiceChoice | null): number | null {
  const counted = isByHour(service) ? 'minute' : service?.unit;
  if (draft.counted !== counted) return null;
  const { amount } = typedQuantity(draft);
  return amount === null ? null : inMonth(amount, draft.period, draft.firstDay, draft.lastDay || null);
}

/** How a price is divided: by the acts, the rulebook's value, and what the service's own part says of it. */
export function liabilityTerms(
  terms: ServiceTerms | null,
  statute: ReckoningTerms | null,
  valueSource: string,
): LiabilityTerms {
  return {
    source: `${statute?.liabilitySource ?? ''}; ${valueSource}`,
    free: terms?.isFree ?? false,
    coveredQuantity: terms?.coveredQuantity ?? null,
  };
}

export interface Comparison {
  rows: ProviderRow[];
  /** Of the month, or of one unit while the month's amount is not known. */
  isOfMonth: boolean;
}

export function compared(draft: Draft, known: Known, service: ServiceChoice | null): Comparison {
  const value = usualValue(known);
  const quantity = monthsQuantity(draft, service);
  const isOfMonth = quantity !== null;
  if (!value || !known.offers) return { rows: [], isOfMonth };
  const unit = service?.unit ?? 'hour';
  const { terms, statute, offers, reckoned } = known;
  return {
    rows: providerRows({
      unit,
      quantity: quantity ?? oneOf(unit),
      band: value.band,
      valueCents: value.valueCents,
      offers,
      fee: reckoned.fee,
      terms: liabilityTerms(terms, statute, value.source),
    }),
    isOfMonth,
  };
}
