/** What waits for the case manager: grave feedback, refused vouchers, grants that soon end, decisions that can still be undone. */
import type { ComponentChildren } from 'preact';
import type { ClientPage, DecisionSummary, FeedbackSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Button } from '../../parts/button';
import { Icon, type IconName } from '../../parts/icon';
import { useReading } from '../../parts/reading';
import { dayAfter } from '../../rules/days';
import { session } from '../../session';
import { say } from '../../words';
import { dayOf, moment, shortDay, today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { tell as tellGrave } from '../../words/grave';
import { canUndo } from './decision-card';

/** A grant that ends within so many days is looked at in good time. */
const SOON_DAYS = 30;
const MOST_ENDING = 50;
/** So many of a kind are named; the rest are counted. */
const NAMED = 5;

export function Attention({ onAllEnding }: { onAllEnding: () => void }) {
  const toArrange = useReading<DecisionSummary[]>('/api/decisions?toArrange=true');
  const newest = useReading<DecisionSummary[]>('/api/decisions');
  const ending = useReading<ClientPage>(`/api/clients?order=lastDay&atMost=${MOST_ENDING}`);
  const grave = useReading<FeedbackSummary[]>('/api/feedback/grave');
  const readings = [toArrange, newest, ending, grave];
  const failed = readings.find(({ failure }) => failure !== null);
  if (failed) return <AgeOf reading={failed} />;
  const soon = dayAfter(today(), SOON_DAYS);
  const mine = session.value?.person.name;
  const lists: KindProps[] = [
    {
      icon: 'bell',
      title: tellGrave('grave.attention'),
      matters: (grave.answer ?? [])
        .filter(({ notedAt }) => notedAt === null)
        .map(({ id, clientName, providerName, receivedAt }) => ({
          ...{ id, href: '/grave-feedback', name: clientName, of: providerName },
          when: tellGrave('grave.came', { day: shortDay(dayOf(receivedAt)) }),
        })),
    },
    {
      icon: 'warn',
      title: phrase('attention.refused'),
      matters: (toArrange.answer ?? []).map(({ id, clientId, clientName, service, refusedOn }) => ({
        ...{ id, href: `/clients/${clientId}`, name: clientName, of: say(service) },
        when: refusedOn && phrase('attention.refusedOn', { day: shortDay(refusedOn) }),
      })),
    },
    {
      icon: 'clock',
      title: phrase('attention.ending'),
      onRest: onAllEnding,
      matters: (ending.answer?.clients ?? []).flatMap(({ id, name, services, firstLastDay }) =>
        firstLastDay === null || firstLastDay > soon
          ? []
          : {
              ...{ id, name, href: `/clients/${id}`, of: services.map(say).join(', ') },
              when: phrase('attention.endsOn', { day: shortDay(firstLastDay) }),
            },
      ),
    },
    {
      icon: 'undo',
      title: phrase('attention.undoable'),
      matters: (newest.answer ?? [])
        .filter((decision) => canUndo(decision) && decision.decidedBy === mine)
        .map(({ id, clientId, clientName, service, canUndoUntil }) => ({
          ...{ id, href: `/clients/${clientId}/decisions/${id}`, name: clientName, of: say(service) },
          when: canUndoUntil && phrase('attention.undoUntil', { moment: moment(canUndoUntil) }),
        })),
    },
  ];
  const waiting = lists.filter(({ matters }) => matters.length > 0);
  if (waiting.length === 0) return null;
  return (
    <section class="part" aria-labelledby="attention">
      <h2 id="attention">{phrase('attention.title')}</h2>
      <div class="matters">
        {waiting.map((list) => (
          <Kind key={list.icon} {...list} />
        ))}
      </div>
    </section>
  );
}

interface Matter {
  id: string;
  href: string;
  name: string;
  /** Of which service. */
  of: string;
  when: ComponentChildren;
}

interface KindProps {
  icon: IconName;
  title: string;
  matters: Matter[];
  /** Where the rest can be seen. */
  onRest?: () => void;
}

function Kind({ icon, title, matters, onRest }: KindProps) {
  const rest = matters.length - NAMED;
  return (
    <article class="card matter">
      <h3>
        <Icon name={icon} />
        {title}
      </h3>
      <ul>
        {matters.slice(0, NAMED).map(({ id, href, name, of, when }) => (
          <li key={id}>
            <a class="row-link" href={href}>
              {name}
            </a>
            <span class="soft">
              {of} · {when}
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 &&
        (onRest ? (
          <p>
            <Button onClick={onRest}>{phrase('attention.rest', { count: rest })}</Button>
          </p>
        ) : (
          <p class="soft">{phrase('attention.rest', { count: rest })}</p>
        ))}
    </article>
  );
}
