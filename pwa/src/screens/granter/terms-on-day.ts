/** What a decision is reckoned by on the grant's first day: the rulebook's part, the acts, the providers and their prices. */
import type { Offers, ReckoningTerms, Rulebook, ServiceChoice, ServiceTerms } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { inForceOn } from '../../rules/catalogue';
import type { Draft } from './draft';
import { type GrantBasis, type Reckoned, reckonedOf } from './reckoned';

export interface Known {
  terms: ServiceTerms | null;
  statute: ReckoningTerms | null;
  offers: Offers | null;
  reckoned: Reckoned;
  /** Some of it has not come yet, and nothing has gone wrong. */
  isWaiting: boolean;
  failed: Reading<unknown> | null;
}

export function useTerms(draft: Draft, service: ServiceChoice | null): Known {
  const day = draft.firstDay;
  const rulebook = useReading<Rulebook>('/api/rulebook');
  const statute = useReading<ReckoningTerms>(day ? `/api/reckoning/terms?day=${day}` : null);
  const offers = useReading<Offers>(day && service ? `/api/reckoning/offers?service=${service.id}&day=${day}` : null);
  const basis = day && service ? basisOn(day, service, rulebook.answer, statute.answer) : null;
  const failed = [rulebook, statute, offers].find(({ failure }) => failure !== null) ?? null;
  return {
    terms: basis?.terms ?? null,
    statute: statute.answer,
    offers: offers.answer,
    reckoned: reckonedOf(draft, basis),
    isWaiting: Boolean(day && service) && !failed && !(rulebook.answer && statute.answer && offers.answer),
    failed,
  };
}

/** The rulebook's part on a service in force on a day, beside the acts of that day. */
export function basisOn(
  day: string,
  service: ServiceChoice,
  rulebook: Rulebook | null,
  statute: ReckoningTerms | null,
): GrantBasis | null {
  const part = inForceOn(day, rulebook?.parts.filter(({ service: id }) => id === service.id) ?? []);
  if (part?.terms.part !== 'service') return null;
  return { unit: service.unit, terms: part.terms, source: part.source, statute };
}
