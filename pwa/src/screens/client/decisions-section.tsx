/** The decisions that a client's services rest on, each with its paper in its own language. */
import type { ActedFor, DecisionSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { useReading } from '../../parts/reading';
import { say, t } from '../../words';
import { tell } from '../../words/client';
import { shortDay } from '../../words/formats';

export function DecisionsSection({ person, keeper }: { person: ActedFor; keeper: string }) {
  const { answer } = useReading<DecisionSummary[]>(`/api/decisions?client=${person.id}`, `${keeper}.decisions`);
  if (answer === null || answer.length === 0) return null;
  return (
    <section class="part" aria-labelledby="decisions">
      <h2 id="decisions">{tell('decisions.title')}</h2>
      <details class="past">
        <summary>{tell('decisions.count', { count: answer.length })}</summary>
        <ul class="decisions">
          {answer.map((decision) => (
            <Decision key={decision.id} decision={decision} />
          ))}
        </ul>
      </details>
    </section>
  );
}

function Decision({ decision }: { decision: DecisionSummary }) {
  const { about, resolution, decidedOn, number, appealUntil, language } = decision;
  const what = tell(about === 'value' ? 'decisions.raised' : `decisions.${resolution}`);
  return (
    <li class="decision">
      <h3>{say(decision.service)}</h3>
      <p>{tell('decisions.line', { resolution: what, day: shortDay(decidedOn), number })}</p>
      {appealUntil && <p class="soft">{tell('decisions.appeal', { day: shortDay(appealUntil) })}</p>}
      <Button icon="print" href={`/api/decisions/${decision.id}/paper?language=${language}`} newTab>
        {tell('decisions.paper')}
        <span class="for-ears">
          {' '}
          {number} {t('paper.newTab')}
        </span>
      </Button>
    </li>
  );
}
