/** What waits for the case manager: refused vouchers, grants that soon end, decisions that can still be undone. */
import type { ComponentChildren } from 'preact';
import { AgeOf } from '../../parts/age';
import { Icon, type IconName } from '../../parts/icon';
import { useReading } from '../../parts/reading';
import { say } from '../../words';
import { moment, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import type { Matter, Matters } from './wire';

export function Attention() {
  const reading = useReading<Matters>('/api/clients/attention');
  const matters = reading.answer;
  const isQuiet = matters && !matters.refused.length && !matters.ending.length && !matters.undoable.length;
  return (
    <section class="part" aria-labelledby="attention">
      <h2 id="attention">{phrase('attention.title')}</h2>
      <AgeOf reading={reading} />
      {isQuiet && <p class="soft">{phrase('attention.nothing')}</p>}
      {matters && !isQuiet && (
        <div class="matters">
          <Kind icon="warn" title={phrase('attention.refused')} matters={matters.refused}>
            {({ day }) => day && phrase('attention.refusedOn', { day: shortDay(day) })}
          </Kind>
          <Kind
            icon="clock"
            title={phrase('attention.ending', { count: matters.endingInAll })}
            matters={matters.ending}
            rest={matters.endingInAll - matters.ending.length}
          >
            {({ day }) => day && phrase('attention.endsOn', { day: shortDay(day) })}
          </Kind>
          <Kind icon="undo" title={phrase('attention.undoable')} matters={matters.undoable} leadsToDecision>
            {({ until }) => until && phrase('attention.undoUntil', { moment: moment(until) })}
          </Kind>
        </div>
      )}
    </section>
  );
}

interface KindProps {
  icon: IconName;
  title: string;
  matters: Matter[];
  /** How many more there are than are listed here. */
  rest?: number;
  leadsToDecision?: boolean;
  children: (matter: Matter) => ComponentChildren;
}

function Kind({ icon, title, matters, rest = 0, leadsToDecision = false, children }: KindProps) {
  if (matters.length === 0) return null;
  return (
    <article class="card matter">
      <h3>
        <Icon name={icon} />
        {title}
      </h3>
      <ul>
        {matters.map((matter) => (
          <li key={matter.decisionId}>
            <a
              class="row-link"
              href={`/clients/${matter.clientId}${leadsToDecision ? `/decisions/${matter.decisionId}` : ''}`}
            >
              {matter.clientName}
            </a>
            <span>{say(matter.service)}</span>
            <span class="soft">{children(matter)}</span>
          </li>
        ))}
      </ul>
      {rest > 0 && <p class="soft">{phrase('attention.rest', { count: rest })}</p>}
    </article>
  );
}
