/** A month that is over is settled by hand where nobody waits for its day; how far a run has come is told. */
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { SettlementRuns } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { count, monthName } from '../../words/formats';
import { tell } from '../../words/settling';

/** A run settles a county's provider in less. */
const LOOK_AGAIN_MS = 2_000;

interface RunMonthProps {
  month: string;
  runs: SettlementRuns | null;
  onRun: () => void;
}

export function RunMonth({ month, runs, onRun }: RunMonthProps) {
  const [isAsked, setAsked] = useState(false);
  const sending = useSending();
  const running = runs?.runs.find((run) => run.month === month && run.finishedAt === null);
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(onRun, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [running]);
  if (running) return <Busy what={tell('settled.running', { count: count(running.providers) })} />;
  if (!(runs?.nextMonth === month && runs.isOver)) return null;
  const run = async () => {
    if (!(await sending.send(() => ask<void>('POST', '/api/settlements/run', { month })))) return;
    setAsked(false);
    onRun();
  };
  return (
    <>
      <div class="buttons">
        <Button onClick={() => setAsked(true)}>{tell('settled.run', { month: monthName(month) })}</Button>
      </div>
      {isAsked && (
        <Dialog
          title={tell('settled.runTitle', { month: monthName(month) })}
          onClose={() => {
            setAsked(false);
            sending.forget();
          }}
        >
          <p>{tell('settled.runWhat')}</p>
          {sending.failure !== null && <FailureView failure={sending.failure} />}
          <Button kind="primary" wide busy={sending.busy} onClick={() => void run()}>
            {tell('settled.run', { month: monthName(month) })}
          </Button>
        </Dialog>
      )}
    </>
  );
}
