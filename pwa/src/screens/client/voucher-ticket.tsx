/** A voucher or an order as the client knows it from paper: whose service, by whom, how much is left, until when. */
import type { VoucherSummary } from '../../api/schema';
import { Card } from '../../parts/card';
import { Meter } from '../../parts/meter';
import { StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { shortDay } from '../../words/formats';

export function VoucherTicket({ voucher }: { voucher: VoucherSummary }) {
  const { grantedMinutes, usedMinutes, leftMinutes, state } = voucher;
  const name = t(voucher.kind === 'order' ? 'voucher.order' : 'voucher.voucher');
  return (
    <Card
      look="ticket"
      title={say(voucher.service)}
      stub={
        <>
          <p>{voucher.provider?.name ?? t('voucher.anyProvider')}</p>
          <p class="soft">
            {name} <span class="number">{grouped(voucher.number)}</span>
          </p>
        </>
      }
    >
      {state === 'closed' && <StateLamp state="closed" />}
      <Meter grantedMinutes={grantedMinutes} usedMinutes={usedMinutes} leftMinutes={leftMinutes} />
      <p class="soft">
        {t('voucher.validUntil', { day: shortDay(voucher.lastDay) })}, {say(voucher.organiser)}
      </p>
    </Card>
  );
}
