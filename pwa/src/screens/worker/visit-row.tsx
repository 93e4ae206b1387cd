/** One own visit in a list: when, whose, how long, and where it is now. */

import type { OwnVisit } from '../../offline/own-visit';
import { type LampState, StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { clockSpan, duration } from '../../words/formats';

/** The lamp of a visit's state; a held one waits for another, a reviewed one for a person, a refused change for her. */
export function lampOf({ state, problem, toReview, refusedChange, payment }: OwnVisit): LampState {
  if (refusedChange) return 'refused';
  if (state === 'refused' || state === 'sending') return state;
  if (state === 'received') return payment ?? (toReview.length > 0 ? 'review' : 'received');
  return problem ? 'held' : 'phone';
}

/** The client's name; before the server has told it, the number of her voucher. */
export function nameOf({ clientName, voucherNumber }: Pick<OwnVisit, 'clientName' | 'voucherNumber'>): string {
  return clientName ?? t('worker.voucherNumber', { number: unbroken(grouped(voucherNumber)) });
}

/** With hyphens at which no line is broken. */
function unbroken(number: string): string {
  return number.replace(/-/g, '\u2011');
}

export function VisitRow({ visit }: { visit: OwnVisit }) {
  return (
    <li>
      <a class={visit.isWithdrawn ? 'own-visit withdrawn' : 'own-visit'} href={`/visits/${visit.id}`}>
        <span class="own-visit-time">{clockSpan(visit.startedAt, visit.endedAt)}</span>
        <span class="own-visit-name">{nameOf(visit)}</span>
        <span class="own-visit-service">
          {[visit.service && say(visit.service), duration(visit.minutes)].filter(Boolean).join(', ')}
        </span>
        <span class="lamps">
          {visit.isWithdrawn && <StateLamp state="withdrawn" />}
          <StateLamp state={lampOf(visit)} />
        </span>
      </a>
    </li>
  );
}

/** How many have been received and how much time they are, and how many wait; what was withdrawn is no visit. */
export function sumOf(visits: OwnVisit[]): string {
  const counted = visits.filter(({ isWithdrawn, state }) => !isWithdrawn && state !== 'refused');
  const received = counted.filter(({ state }) => state === 'received');
  const minutes = received.reduce((sum, visit) => sum + visit.minutes, 0);
  const waiting = counted.length - received.length;
  const said = [t('own.received', { count: received.length, time: duration(minutes) })];
  if (waiting > 0) said.push(t('own.waits', { count: waiting }));
  return said.join(' · ');
}

export function VisitRows({ visits }: { visits: OwnVisit[] }) {
  return (
    <ol class="own-visits">
      {visits.map((visit) => (
        <VisitRow key={visit.id} visit={visit} />
      ))}
    </ol>
  );
}
