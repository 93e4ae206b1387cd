/** Visits under their days, newest first, each day with its sum. */
import type { ComponentChildren } from 'preact';
import type { VisitSummary } from '../api/schema';
import { wasNotMade } from '../rules/deviation';
import { t } from '../words';
import { dayOf, duration, nearDay } from '../words/formats';
import { VisitEntry } from './visit-entry';

interface VisitDaysProps {
  visits: VisitSummary[];
  isNew?: (visit: VisitSummary) => boolean;
  stateOf?: (visit: VisitSummary) => ComponentChildren;
}

export function VisitDays({ visits, isNew = () => false, stateOf }: VisitDaysProps) {
  return (
    <ol class="days">
      {byDay(visits).map(([day, ofDay]) => (
        <li key={day}>
          <h3>
            <span>{nearDay(day)}</span> <small>{duration(sumOfMinutes(ofDay))}</small>
          </h3>
          <ol class="visits">
            {ofDay.map((visit) => (
              <VisitEntry key={visit.id} visit={visit} isNew={isNew(visit)} state={stateOf?.(visit)} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

export function byDay(visits: VisitSummary[]): [day: string, visits: VisitSummary[]][] {
  const days = new Map<string, VisitSummary[]>();
  for (const visit of visits) {
    const day = dayOf(visit.startedAt);
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return [...days].sort(([one], [other]) => (one < other ? 1 : -1));
}

/** The visits that count: all but the withdrawn ones and those that were not made. */
export function counted(visits: VisitSummary[]): VisitSummary[] {
  return visits.filter(({ state, deviation }) => state !== 'withdrawn' && !wasNotMade(deviation ?? ''));
}

export function sumOfMinutes(visits: VisitSummary[]): number {
  return counted(visits).reduce((sum, visit) => sum + visit.minutes, 0);
}

/** "12 visits, 6 hours 30 minutes". */
export function sumSaid(visits: VisitSummary[]): string {
  return `${t('visit.count', { count: counted(visits).length })}, ${duration(sumOfMinutes(visits), 'long')}`;
}
