/** What a plan would come to, before it is stored: how many visits, what is left out, and what to look at. */
import type { PlanAnswer } from '../../api/schema';
import { Notice } from '../../parts/notice';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/rounds';

export function WouldBe({ answer }: { answer: PlanAnswer }) {
  const { visits, firstDay, lastDay, onHolidays = 0, inPauses = 0, alreadyThere = 0, warnings = [] } = answer;
  const said = { count: visits, first: shortDay(firstDay ?? ''), last: shortDay(lastDay ?? '') };
  return (
    <Notice kind={warnings.length > 0 ? 'warn' : 'info'} title={tell('plan.wouldBe', said)}>
      <ul>
        {onHolidays > 0 && <li>{tell('plan.onHolidays', { count: onHolidays })}</li>}
        {inPauses > 0 && <li>{tell('plan.inPauses', { count: inPauses })}</li>}
        {alreadyThere > 0 && <li>{tell('plan.alreadyThere', { count: alreadyThere })}</li>}
        {warnings.map(({ kind, count, firstDay: day }) => (
          <li key={kind}>{tell(`warning.${kind}`, { count, day: shortDay(day) })}</li>
        ))}
      </ul>
    </Notice>
  );
}
