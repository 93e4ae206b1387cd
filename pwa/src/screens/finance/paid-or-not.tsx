/** Whether a settlement has been paid, as a word with a shape. */
import type { PaymentSummary } from '../../api/schema';
import { Icon } from '../../parts/icon';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/settling';

export function PaidOrNot({ payment }: { payment: PaymentSummary | null }) {
  return payment ? (
    <span class="lamp lamp-good">
      <Icon name="check" />
      {tell('moneyState.paid', { day: shortDay(payment.paidOn) })}
    </span>
  ) : (
    <span class="lamp lamp-plain">
      <Icon name="clock" />
      {tell('moneyState.waiting')}
    </span>
  );
}
