/** One own visit in a list: when, whose, how long, and where it is now. */

import type { OwnVisit } from '../../offline/store';
import { type LampState, StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { clockSpan, duration } from '../../words/formats';

/** The lamp of a visit's state; a held one waits for another, a reviewed one for a person. */
export function lampOf({ state, problem, toReview }: OwnVisit): LampState {
  if (state === 'refused' || state === 'sending') return state;
  if (state === 'received') return toReview.length > 0 ? 'review' : 'received';
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
      <a class="own-visit" href={`/visits/${visit.id}`}>
        <span class="own-visit-time">{clockSpan(visit.startedAt, visit.endedAt)}</span>
        <span class="own-visit-name">{nameOf(visit)}</span>
        <span class="own-visit-service">
          {[visit.service && say(visit.service), duration(visit.minutes)].filter(Boolean).join(', ')}
        </span>
        <StateLamp state={lampOf(visit)} />
      </a>
    </li>
  );
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
