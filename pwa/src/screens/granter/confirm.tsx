/** The question before a decision is made: in one sentence what will be decided, and what follows from it. */
import type { ClientRow, ServiceChoice } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { appealUntil } from '../../rules/appeal';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { amountSaid } from './amount-words';
import { compared, usualValue } from './compared';
import { type Draft, typedQuantity } from './draft';
import { each } from './provider-choice';
import type { Known } from './terms-on-day';

interface ConfirmDecisionProps {
  draft: Draft;
  client: ClientRow;
  service: ServiceChoice;
  known: Known;
  busy: boolean;
  onClose: () => void;
  onDecide: () => void;
}

export function ConfirmDecision({ draft, client, service, known, busy, onClose, onDecide }: ConfirmDecisionProps) {
  return (
    <Dialog title={phrase('confirm.title')} onClose={onClose}>
      <p class="confirm-sentence">{sentenceOf(draft, client, service, known)}</p>
      <ul class="confirm-follows">
        {followsFrom(draft, service, known).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="soft">{phrase('confirm.reckoned')}</p>
      <div class="buttons">
        <Button kind="primary" icon="check" busy={busy} onClick={onDecide}>
          {phrase('confirm.decide')}
        </Button>
        <Button onClick={onClose}>{phrase('confirm.back')}</Button>
      </div>
    </Dialog>
  );
}

function sentenceOf(draft: Draft, client: ClientRow, service: ServiceChoice, known: Known): string {
  const values = { client: client.name, service: say(service.name) };
  if (draft.resolution === 'rejected') return phrase('confirm.rejected', values);
  const provider =
    known.offers?.providers.find(({ id }) => id === draft.provider)?.name ?? phrase('confirm.anyProvider');
  return phrase(draft.lastDay ? 'confirm.granted' : 'confirm.grantedOn', {
    ...values,
    amount: amountSaid(typedQuantity(draft).amount ?? 0, draft.counted, draft.period),
    first: shortDay(draft.firstDay),
    last: draft.lastDay && shortDay(draft.lastDay),
    way: phrase(`confirm.way.${draft.arranging || 'own'}`),
    provider: draft.arranging === 'own' ? phrase('confirm.byCounty') : provider,
  });
}

function followsFrom(draft: Draft, service: ServiceChoice, known: Known): string[] {
  const lines: string[] = [];
  const { fee } = known.reckoned;
  const value = usualValue(known);
  const ways = compared(draft, known, service);
  if (draft.resolution !== 'rejected') {
    if (draft.arranging === 'voucher' && value) {
      lines.push(phrase('confirm.value', { value: each(value.valueCents, service) }));
      const chosen = ways.rows.find(({ id }) => id === draft.provider);
      if (chosen && ways.isOfMonth) lines.push(phrase('confirm.own', { euros: euros(chosen.way.clientCents) }));
    }
    if (draft.arranging !== 'voucher' && fee) lines.push(phrase('confirm.fee', { euros: euros(fee.feeCents) }));
    if (draft.resolution === 'partly') lines.push(phrase('confirm.partly'));
  }
  if (draft.replaces) lines.push(phrase('confirm.replaces', { day: shortDay(draft.firstDay) }));
  lines.push(phrase(`confirm.${draft.sentBy}`, { day: shortDay(draft.sentOn) }));
  lines.push(phrase('notice.appeal', { day: shortDay(appealUntil(draft.sentBy, draft.sentOn)) }));
  lines.push(phrase('confirm.undo'));
  return lines;
}
