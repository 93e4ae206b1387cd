/** What a decision is reckoned by on the grant's first day: the rulebook's part, the acts, the providers and their prices. */
import type { Offers, ReckoningTerms, Rulebook, ServiceChoice, ServiceTerms } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { inForceOn } from '../../rules/catalogue';
import type { Draft } from './draft';
import { type Reckoned, reckonedOf } from './reckoned';

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
  const parts = rulebook.answer?.parts.filter((part) => part.service === draft.service) ?? [];
  const part = day && service ? inForceOn(day, parts) : null;
  const terms = part?.terms.part === 'service' ? part.terms : null;
  const basis = terms && part && service && { unit: service.unit, terms, source: part.source, statute: statute.answer };
  const failed = [rulebook, statute, offers].find(({ failure }) => failure !== null) ?? null;
  return {
    terms,
    statute: statute.answer,
    offers: offers.answer,
    reckoned: reckonedOf(draft, basis || null),
    isWaiting: Boolean(day && service) && !failed && !(rulebook.answer && statute.answer && offers.answer),
    failed,
  };
}
