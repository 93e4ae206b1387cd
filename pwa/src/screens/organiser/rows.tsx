/** Terms in words under their headings; what the organiser has not said stands there as such, with what holds instead. */
import { tell } from '../../words/organiser';
import type { Row, Section } from './said';

export function TermRows({ rows, section }: { rows: readonly Row[]; section: Section }) {
  return (
    <dl class="terms">
      {rows
        .filter((row) => row.section === section)
        .map((row) => (
          <div key={row.key}>
            <dt>{row.name}</dt>
            <dd>{row.said ?? <NotSaid row={row} />}</dd>
          </div>
        ))}
    </dl>
  );
}

export function NotSaid({ row: { otherwise, general } }: { row: Row }) {
  if (general !== undefined) return <>{tell('general.says', { said: general })}</>;
  return <span class="not-said">{otherwise ? tell('notSaid', { otherwise }) : tell('notSaid.alone')}</span>;
}
