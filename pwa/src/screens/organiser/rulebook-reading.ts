/** The rulebook and the services as the organiser's screens read them, and what of them holds on a day. */

import type { GeneralTerms, Rulebook, RulebookPart, ServiceChoice, ServiceTerms } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';
import { inForceOn } from '../../rules/catalogue';

/** The general part, or a service's by its id. */
export type PartName = 'general' | (string & {});

export type PartOf<Terms> = Omit<RulebookPart, 'terms'> & { terms: Terms };

export function useRulebook(): Reading<Rulebook> {
  return useReading<Rulebook>('/api/rulebook');
}

export function useServices(): Reading<ServiceChoice[]> {
  return useReading<ServiceChoice[]>('/api/services');
}

/** A service's versions, the earliest first. */
export function serviceParts(rulebook: Rulebook, service: string): PartOf<ServiceTerms>[] {
  return versionsOf(rulebook, service) as PartOf<ServiceTerms>[];
}

/** The general part's versions, the earliest first. */
export function generalParts(rulebook: Rulebook): PartOf<GeneralTerms>[] {
  return versionsOf(rulebook, null) as PartOf<GeneralTerms>[];
}

/** What the general part says on a day. */
export function generalOn(rulebook: Rulebook, day: string): GeneralTerms | null {
  return inForceOn(day, generalParts(rulebook))?.terms ?? null;
}

function versionsOf(rulebook: Rulebook, service: string | null): RulebookPart[] {
  return rulebook.parts
    .filter((part) => part.service === service)
    .toSorted((one, other) => (one.firstDay < other.firstDay ? -1 : 1));
}
