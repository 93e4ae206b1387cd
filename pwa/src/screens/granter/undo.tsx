/** Taking back a wrong decision while nothing has been done by it: what it does is said before it is done. */

import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { DecisionSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { duration } from '../../words/formats';
import { phrase } from '../../words/granter';

const MINUTE_MS = 60_000;

interface UndoDialogProps {
  decision: DecisionSummary;
  onClose: () => void;
  onDone: () => void;
}

export function UndoDialog({ decision, onClose, onDone }: UndoDialogProps) {
  const sending = useSending();
  const left = useMinutesLeft(decision.canUndoUntil);
  const undo = async () => {
    if (await sending.send(async () => void (await ask('POST', `/api/decisions/${decision.id}/undoing`, {})))) onDone();
  };
  return (
    <Dialog title={phrase('undo.title', { number: decision.number })} onClose={onClose}>
      <p>{phrase(whatHappens(decision))}</p>
      {left > 0 && <p>{phrase('undo.left', { time: duration(left) })}</p>}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" icon="undo" busy={sending.busy} wide onClick={() => void undo()}>
        {phrase('undo.do')}
      </Button>
    </Dialog>
  );
}

function whatHappens({ about, replaces, voucherId }: DecisionSummary) {
  if (about === 'value') return 'undo.value';
  if (replaces !== null) return 'undo.replacing';
  return voucherId === null ? 'undo.noGrant' : 'undo.grant';
}

function useMinutesLeft(until: string | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return until === null ? 0 : Math.floor((Date.parse(until) - now) / MINUTE_MS);
}
