/** What was decided just now, what could not be and why, and the way to take it back. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { problemWords } from '../../words';
import { columnDay, dayOf } from '../../words/formats';
import { tell } from '../../words/review';
import { type Decided, decide, decisionsOf } from './deciding';

export function Did({ decided, onUndone }: { decided: Decided; onUndone: () => void }) {
  const [undone, setUndone] = useState<Decided | null>(null);
  const sending = useSending();
  const shown = undone ?? decided;
  const undo = () =>
    void sending.send(async () => {
      // Each stands one turn further than the line said.
      const lines = decided.done.map((line) => ({ ...line, turns: line.turns + 1 }));
      const said = { outcome: 'undone', reason: 'by-mistake', words: '', priceCents: null } as const;
      setUndone(await decide(lines, decisionsOf(lines, said)));
      onUndone();
    });
  return (
    <>
      {shown.done.length > 0 && (
        <Notice
          kind="done"
          title={tell(`review.did.${shown.outcome}`, { count: shown.done.length })}
          action={
            shown.outcome !== 'undone' && (
              <Button icon="undo" busy={sending.busy} onClick={undo}>
                {tell('review.undo')}
              </Button>
            )
          }
        />
      )}
      {shown.refused.length > 0 && (
        <Notice kind="refused" title={tell('review.didNot', { count: shown.refused.length })}>
          <ul>
            {shown.refused.map(([line, problem]) => {
              const words = problemWords(problem);
              return (
                <li key={line.visitId}>
                  {tell('review.didNotLine', {
                    name: line.clientName,
                    day: columnDay(dayOf(line.startedAt)),
                    why: words ? `${words.title}. ${words.next}` : problem,
                  })}
                </li>
              );
            })}
          </ul>
        </Notice>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </>
  );
}
