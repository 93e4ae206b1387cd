/** Before a version is entered: what it changes, from which day, what ends, and what stays as it was. */
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { dayAfter } from '../../rules/days';
import { shortDay, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { NotSaid } from './rows';
import { differences, type Row } from './said';
import type { Days } from './spans';

interface ConfirmProps {
  entered: Days;
  /** The version that ends the day before, if one does. */
  ended: Days | null;
  before: readonly Row[];
  after: readonly Row[];
  isBusy: boolean;
  failure: unknown;
  onConfirm: () => void;
  onBack: () => void;
}

export function Confirm({ entered, ended, before, after, isBusy, failure, onConfirm, onBack }: ConfirmProps) {
  return (
    <div class="part">
      <Notice kind="info" focused title={heldSaid(entered)}>
        {ended && <p>{tell('confirm.ends', { last: shortDay(dayAfter(entered.firstDay, -1)) })}</p>}
        <p>{tell('confirm.before')}</p>
        {entered.firstDay <= today() && <p>{tell('confirm.noWithdrawal')}</p>}
        {entered.firstDay > today() && (
          <p>{tell('confirm.withdrawal', { day: shortDay(dayAfter(entered.firstDay, -1)) })}</p>
        )}
      </Notice>
      <Differences before={before} after={after} />
      {failure !== null && <FailureView failure={failure} />}
      <div class="buttons">
        <Button kind="primary" busy={isBusy} onClick={onConfirm}>
          {tell('confirm.yes')}
        </Button>
        <Button onClick={onBack}>{tell('confirm.change')}</Button>
      </div>
    </div>
  );
}

function heldSaid({ firstDay, lastDay }: Days): string {
  if (lastDay === null) return tell('confirm.from', { first: shortDay(firstDay) });
  return tell('confirm.fromTo', { first: shortDay(firstDay), last: shortDay(lastDay) });
}

function Differences({ before, after }: { before: readonly Row[]; after: readonly Row[] }) {
  const changed = differences(before, after);
  if (before.length === 0) return <FirstTerms rows={after} />;
  if (changed.length === 0) return <Notice kind="warn" announced={false} title={tell('confirm.same')} />;
  return (
    <section class="part" aria-labelledby="differences">
      <h2 id="differences">{tell('confirm.differences', { count: changed.length })}</h2>
      <ul class="differences">
        {changed.map(({ row, before: was, after: is }) => (
          <li key={row.key} class="card">
            <h3>{row.name}</h3>
            <dl>
              <div>
                <dt>{tell('confirm.was')}</dt>
                <dd>{saidIn(was)}</dd>
              </div>
              <div>
                <dt>{tell('confirm.is')}</dt>
                <dd>
                  <strong>{saidIn(is)}</strong>
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
      <p class="soft">{tell('confirm.rest')}</p>
    </section>
  );
}

/** There is nothing to compare with: what is said, and nothing else. */
function FirstTerms({ rows }: { rows: readonly Row[] }) {
  return (
    <section class="card" aria-labelledby="first-terms">
      <h2 id="first-terms">{tell('confirm.first')}</h2>
      <dl class="terms">
        {rows
          .filter(({ said }) => said !== null)
          .map((row) => (
            <div key={row.key}>
              <dt>{row.name}</dt>
              <dd>{row.said}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function saidIn(row: Row | null) {
  if (row === null) return tell('confirm.none');
  return row.said ?? <NotSaid row={row} />;
}
