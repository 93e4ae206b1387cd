/** At the moment of saving: what will become of the visit, and what is left of its grant, and how old that knowledge is. */
import type { PeriodBalance } from '../../api/schema';
import type { OwnVisit } from '../../offline/own-visit';
import { Card } from '../../parts/card';
import { Icon } from '../../parts/icon';
import { amountOf } from '../../parts/meter';
import { localDay } from '../../rules/days';
import { isKnownCode } from '../../rules/deviation';
import { RULE_TABLE } from '../../rules/rule-table';
import { rowOf, type Verdict } from '../../rules/verdict';
import { say } from '../../words';
import { percent } from '../../words/amounts';
import { moment, monthName, shortDay } from '../../words/formats';
import { tell } from '../../words/otherwise';
import { type Foretold, foretell } from './foretold';

const BASIS_POINTS_IN_PERMILLE = 10;
/** What says how a visit stands to its grant: the figures say it better than the rule's own words. */
const OF_GRANT = ['within-grant', 'within-tolerance', 'over-tolerance'];

export default function Foretelling({ visit }: { visit: OwnVisit }) {
  const found = foretell(visit);
  if (found === null) return <p class="soft">{tell('foretold.unknown')}</p>;
  const { verdict, measured, balance, asOf } = found;
  const day = localDay(Date.parse(visit.startedAt));
  // What was otherwise than booked stands with the visit itself.
  const others = verdict.rules.filter((rule) => !OF_GRANT.includes(rule) && !isKnownCode(rule));
  return (
    <Card>
      <div class="foretold" role="status">
        <p class={verdict.outcome === 'accepted' ? 'proof proof-good' : 'proof'}>
          <Icon name={verdict.outcome === 'accepted' ? 'check' : 'info'} />
          <strong>{outcomeSaid(found)}</strong>
        </p>
        {others.map((rule) => {
          const row = rowOf(rule, day, RULE_TABLE);
          return row && <p key={rule}>{say(row.words.title)}</p>;
        })}
        {measured && balance && <p>{leftSaid(balance, balance.granted - measured.before - measured.takes)}</p>}
        <p class="soft">{tell('foretold.asOf', { moment: moment(asOf) })}</p>
      </div>
    </Card>
  );
}

function outcomeSaid({ verdict, measured }: Foretold): string {
  if (verdict.outcome === 'unpaid') return tell('foretold.unpaid');
  const share = shareOf(verdict);
  if (verdict.outcome === 'to_review') {
    return verdict.rules.includes('over-tolerance') && share
      ? tell('foretold.reviewOver', { share })
      : tell('foretold.review');
  }
  if (measured === null) return tell('foretold.acceptedUnmeasured');
  return verdict.rules.includes('within-tolerance') && share
    ? tell('foretold.acceptedOver', { share })
    : tell('foretold.accepted');
}

/** "112 %" of what is granted. */
function shareOf({ inputs }: Verdict): string | null {
  const { takenPermille } = inputs;
  return typeof takenPermille === 'number' ? percent(takenPermille * BASIS_POINTS_IN_PERMILLE) : null;
}

function leftSaid(balance: PeriodBalance, left: number): string {
  const said = { time: amountOf(Math.abs(left), balance.unit), period: periodSaid(balance) };
  return tell(left < 0 ? 'foretold.exceeded' : 'foretold.left', said);
}

function periodSaid({ period, firstDay, lastDay }: PeriodBalance): string {
  if (period === 'month') return monthName(firstDay.slice(0, 7));
  return tell('foretold.days', { first: shortDay(firstDay), last: shortDay(lastDay) });
}
