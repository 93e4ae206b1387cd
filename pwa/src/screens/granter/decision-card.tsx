/** A decision as it was made: its number and state, what it says, until when it can be appealed, its paper, the way to undo it. */

import { useState } from 'preact/hooks';
import type { DecisionSummary, ServiceChoice } from '../../api/schema';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { moment, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { priceSaid } from './calculator-vouchers';
import { DecisionLamp, stateOf } from './decision-lamp';
import { PaperLinks } from './paper-links';
import { UndoDialog } from './undo';
import { valueSaid } from './value-said';

interface DecisionCardProps {
  decision: DecisionSummary;
  service: ServiceChoice | undefined;
  isReplaced: boolean;
  onChange: () => void;
}

export function DecisionCard({ decision, service, isReplaced, onChange }: DecisionCardProps) {
  const [isUndoing, setUndoing] = useState(false);
  const state = stateOf(decision, isReplaced);
  return (
    <Card title={say(decision.service)}>
      <p class="decision-head">
        <DecisionLamp state={state} />
        <a class="row-link number" href={`/clients/${decision.clientId}/decisions/${decision.id}`}>
          <span class="for-ears">{phrase('decided.title')} </span>
          {decision.number}
        </a>
      </p>
      <DecisionFacts decision={decision} service={service} />
      {decision.undoneAt === null && (
        <PaperLinks path={`/api/decisions/${decision.id}/paper`} what={phrase('paper.decision')} />
      )}
      {canUndo(decision) && decision.canUndoUntil && (
        <div class="buttons">
          <Button icon="undo" onClick={() => setUndoing(true)}>
            {phrase('undo.open')}
          </Button>
          <span class="soft">{phrase('attention.undoUntil', { moment: moment(decision.canUndoUntil) })}</span>
        </div>
      )}
      {isUndoing && (
        <UndoDialog
          decision={decision}
          onClose={() => setUndoing(false)}
          onDone={() => {
            setUndoing(false);
            onChange();
          }}
        />
      )}
    </Card>
  );
}

/** Whether it is still within the hours in which a wrong decision can be taken back. */
export function canUndo({ canUndoUntil, undoneAt }: DecisionSummary): boolean {
  return canUndoUntil !== null && undoneAt === null && Date.parse(canUndoUntil) > Date.now();
}

export function DecisionFacts({ decision, service }: Pick<DecisionCardProps, 'decision' | 'service'>) {
  const { arranging, valueCents, clientFeeCents, firstDay, lastDay, appealUntil } = decision;
  const facts: [string, string][] = [
    [phrase('decision.decidedOn'), `${shortDay(decision.decidedOn)}, ${decision.decidedBy}`],
  ];
  if (decision.resolution !== 'rejected') {
    facts.push([
      phrase('decision.validity'),
      lastDay ? `${shortDay(firstDay)}–${shortDay(lastDay)}` : phrase('decision.fromOn', { day: shortDay(firstDay) }),
    ]);
  }
  if (arranging) facts.push([phrase('decide.arranging'), phrase(`arranging.${arranging}`)]);
  if (arranging === 'order' && valueCents !== null) {
    facts.push([phrase('decision.agreedPrice'), priceSaid(valueCents, service)]);
  }
  const value = arranging === 'voucher' || decision.about === 'value' ? valueSaid(valueCents, service) : null;
  if (value) facts.push([phrase('decision.value'), value]);
  if (clientFeeCents !== null) {
    facts.push([phrase('decision.fee'), phrase('decision.aMonth', { euros: euros(clientFeeCents) })]);
  }
  if (appealUntil)
    facts.push([phrase('decision.appealUntil'), phrase('decision.until', { day: shortDay(appealUntil) })]);
  if (decision.refusedOn) facts.push([phrase('decision.refusedOn'), shortDay(decision.refusedOn)]);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
