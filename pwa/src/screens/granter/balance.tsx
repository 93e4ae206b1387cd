/** What is left of a grant, first in what it is granted in; the meter repeats it. */
import { Meter } from '../../parts/meter';
import { phrase } from '../../words/granter';
import { amountSaid } from './amount-words';
import type { VoucherDetail } from './wire';

export function Balance({ voucher }: { voucher: VoucherDetail }) {
  return (
    <>
      <Meter
        grantedMinutes={voucher.grantedMinutes}
        usedMinutes={voucher.usedMinutes}
        leftMinutes={voucher.leftMinutes}
      />
      <p class="soft">
        {phrase('balance.granted', { amount: amountSaid(voucher.quantity, voucher.quantityUnit, voucher.period) })}
      </p>
    </>
  );
}
