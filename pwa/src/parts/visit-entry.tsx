/** One realised visit in words: when, how long, by whom, what was done and what was not. */
import type { ComponentChildren } from 'preact';
import type { VisitSummary } from '../api/schema';
import { say, t } from '../words';
import { clockSpan, duration } from '../words/formats';
import { deviationSaid, reasonSaid } from './left-reason';
import { PresenceSeen } from './presence-seen';
import { StateLamp } from './state-lamp';
import { VisitPhotos } from './visit-photos';
import '../style/visits.css';

interface VisitEntryProps {
  visit: VisitSummary;
  /** Arrived while the page was open. */
  isNew?: boolean;
  /** Where the visit stands, for those whose work it is to know. */
  state?: ComponentChildren;
}

export function VisitEntry({ visit, isNew = false, state }: VisitEntryProps) {
  const done = visit.tasks.filter((task) => task.done);
  const left = visit.tasks.filter((task) => !task.done);
  if (visit.state === 'withdrawn') return <WithdrawnEntry visit={visit} state={state} />;
  return (
    <li class={isNew ? 'visit visit-new' : 'visit'}>
      <p class="visit-time">
        <time dateTime={visit.startedAt}>{clockSpan(visit.startedAt, visit.endedAt)}</time>{' '}
        <span class="visit-length">{duration(visit.minutes)}</span> {isNew && <StateLamp state="new" />}
      </p>
      <div class="visit-words">
        <p class="visit-service">{say(visit.service)}</p>
        <p>
          {visit.workerName}, {visit.providerName}
        </p>
        {visit.deviation && <p class="visit-deviation">{deviationSaid(visit.deviation)}</p>}
        <PresenceSeen presence={visit.presence} />
        {done.length > 0 && <p>{t('visit.done', { tasks: done.map((task) => say(task.name)).join(', ') })}</p>}
        {left.map((task) => (
          <p key={task.slug}>
            {task.reason
              ? t('visit.notDoneBecause', { task: say(task.name), reason: reasonSaid(task.reason) })
              : t('visit.notDone', { task: say(task.name) })}
          </p>
        ))}
        {visit.note && <p class="visit-note">{visit.note}</p>}
        <VisitPhotos photos={visit.attachments} />
        {state}
      </div>
    </li>
  );
}

/** It stays in sight, so that nobody wonders where it went, and what it said of the visit does not. */
function WithdrawnEntry({ visit, state }: VisitEntryProps) {
  return (
    <li class="visit withdrawn">
      <p class="visit-time">
        <s>
          <time dateTime={visit.startedAt}>{clockSpan(visit.startedAt, visit.endedAt)}</time>
        </s>
        <StateLamp state="withdrawn" />
      </p>
      <div class="visit-words">
        <p class="visit-service">{say(visit.service)}</p>
        <p>
          {visit.workerName}, {visit.providerName}
        </p>
        <p>{t('visit.withdrawn')}</p>
        {visit.toReview.length > 0 && state}
      </div>
    </li>
  );
}
