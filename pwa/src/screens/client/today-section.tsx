/** What is planned for a client beside what came of it: today in sentences, and the next days. */
import type { PlannedSummary } from '../../api/schema';
import { planStanding } from '../../rules/round';
import { say } from '../../words';
import { clock, clockSpan, dayOf, nearDay, today } from '../../words/formats';
import { tell } from '../../words/plan';
import '../../style/plan.css';

/** The planned visits of today and the next days. */
export default function PlannedDays({ planned }: { planned: PlannedSummary[] }) {
  const day = today();
  const todays = planned.filter(({ startsAt }) => dayOf(startsAt) === day);
  const later = planned.filter(({ startsAt }) => dayOf(startsAt) > day);
  return (
    <>
      {todays.length > 0 && <PlanLines planned={todays} />}
      <details class="next-days">
        <summary>{tell('nextDays.title')}</summary>
        {later.length === 0 && <p>{tell('nextDays.none')}</p>}
        {[...new Set(later.map(({ startsAt }) => dayOf(startsAt)))].map((one) => (
          <div key={one}>
            <h3>{nearDay(one)}</h3>
            <PlanLines planned={later.filter(({ startsAt }) => dayOf(startsAt) === one)} />
          </div>
        ))}
      </details>
    </>
  );
}

function PlanLines({ planned }: { planned: PlannedSummary[] }) {
  return (
    <ol class="plan-lines">
      {planned.map((one) => {
        const { what, also, standing } = saidOf(one, Date.now());
        return (
          <li key={one.id} class={`plan-line plan-${standing}`}>
            <p class="plan-what">{what}</p>
            {also && <p>{also}</p>}
            <p class="soft">
              {say(one.service)}, {one.providerName}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** The client knows her workers by their first names. */
function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** What is said of a planned visit, and what more there is to know. */
export function saidOf(one: PlannedSummary, nowMs: number) {
  const standing = planStanding({ ...one, isDone: one.visit !== null }, nowMs);
  const span = clockSpan(one.startsAt, one.endsAt);
  const name = one.workerName && firstName(one.workerName);
  if (one.visit) {
    const came = firstName(one.visit.workerName);
    const isAnother = name !== null && one.workerName !== one.visit.workerName;
    return {
      standing,
      what: tell('today.wasThere', { name: came, span: clockSpan(one.visit.startedAt, one.visit.endedAt) }),
      also: isAnother ? tell('today.wasPlannedBy', { span, name }) : tell('today.wasPlanned', { span }),
    };
  }
  if (standing === 'under-way' && name && one.arrivedAt) {
    return {
      standing,
      what: tell('today.isThere', { name, time: clock(one.arrivedAt) }),
      also: tell('today.wasPlanned', { span }),
    };
  }
  if (standing === 'late') {
    const what = name ? tell('today.late', { name, span }) : tell('today.lateSomebody', { span });
    return { standing, what, also: tell('today.lateMeans') };
  }
  if (standing === 'missed') return { standing, what: tell('today.missed', { span }), also: tell('today.missedMeans') };
  if (standing === 'cancelled') return { standing, what: tell('today.cancelled', { span }), also: null };
  return {
    standing,
    what: name ? tell('today.comes', { name, span }) : tell('today.somebodyComes', { span }),
    also: null,
  };
}
