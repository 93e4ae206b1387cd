/** A service at each approved provider: its price, what the client pays of it and what the organiser does. */
import type { OfferedPrice, Offers } from '../../api/schema';
import type { ClientFee } from '../../rules/client-fee';
import { comparison, type Way } from '../../rules/comparison';
import type { PriceUnit } from '../../rules/explanation';
import { MINUTES_IN_HOUR } from '../../rules/money';
import { type LiabilityTerms, type Line, ownLiability } from '../../rules/own-liability';
import { MINUTES_IN } from '../../rules/price';

/** One provider's row: the month's comparison, and the same for one of the units that prices are for. */
export interface ProviderRow {
  id: string;
  name: string;
  way: Way;
  priceCents: number;
  ownEachCents: number;
}

interface Compared {
  /** What the service's prices and value are for. */
  unit: PriceUnit;
  /** Minutes, or whole units where the service is not given by time. */
  quantity: number;
  band: string;
  valueCents: number;
  offers: Offers;
  fee: ClientFee | null;
  terms: LiabilityTerms;
}

/** The approved providers that have a price at this time, the one that costs the client least first. */
export function providerRows(compared: Compared): ProviderRow[] {
  const { unit, quantity, band, valueCents, offers, fee, terms } = compared;
  const minutes = MINUTES_IN[unit];
  // A line of minutes is reckoned at prices per hour, whatever part of an hour the service is priced by.
  const times = minutes === undefined ? 1 : MINUTES_IN_HOUR / minutes;
  const line = (priceCents: number, many: number): Line => ({
    quantity: many,
    unit: minutes === undefined ? 'unit' : 'minute',
    priceCents: priceCents * times,
    valueCents: valueCents * times,
  });
  const priced = new Map<string, { name: string; priceCents: number }>();
  for (const provider of offers.providers) {
    const priceCents = priceIn(provider.prices, 'voucher', band);
    if (priceCents !== null) priced.set(provider.id, { name: provider.name, priceCents });
  }
  const month = [...priced].map(([id, { priceCents }]) => ({ provider: id, lines: [line(priceCents, quantity)] }));
  return comparison(month, fee, terms).ways.flatMap((way) => {
    const found = way.provider === null ? undefined : priced.get(way.provider);
    if (!found || way.provider === null) return [];
    const one = ownLiability([line(found.priceCents, oneOf(unit))], terms);
    return [{ id: way.provider, ...found, way, ownEachCents: one.ownLiabilityCents }];
  });
}

/** One of the units that prices are for, as a grant counts it: in minutes where it is a time. */
export function oneOf(unit: PriceUnit): number {
  return MINUTES_IN[unit] ?? 1;
}

/** What a provider asks at a time of day, as a voucher's provider or as one the county buys from. */
export function priceIn(prices: OfferedPrice[], kind: OfferedPrice['kind'], band: string): number | null {
  return prices.find((price) => price.kind === kind && price.band === band)?.priceCents ?? null;
}
