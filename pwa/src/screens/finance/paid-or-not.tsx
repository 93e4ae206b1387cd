/** Whether a settlement has been paid, as a word with a shape. */
import type { PaymentSummary } from '../../api/schema';
import { Icon } from '../../parts/icon';
import { euros } from '../../words/amounts';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/settling';

export function PaidOrNot({ payment, dueCents }: { payment: PaymentSummary | null; dueCents: number }) {
  return payment ? (
    <span class="lamp lamp-good">
      <Icon name="check" />
      {tell(payment.cents === 0 ? 'moneyState.setOff' : 'moneyState.paid', { day: shortDay(payment.paidOn) })}
    </span>
  ) : (
    <span class="lamp lamp-plain">
      <Icon name="clock" />
      {dueCents < 0 ? tell('moneyState.owed', { sum: euros(-dueCents) }) : tell('moneyState.waiting')}
    </span>
  );
}
