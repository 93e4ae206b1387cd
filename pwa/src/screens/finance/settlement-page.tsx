/** One settlement: its sums by service, its visits, whether it is paid, and the fingerprint by which it is known. */
import type { PaymentSummary, SettlementDetail } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Figures } from '../../parts/figures';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { euros } from '../../words/amounts';
import { count, monthName } from '../../words/formats';
import { tell } from '../../words/settling';
import { PaidOrNot } from './paid-or-not';
import { SettledVisits } from './settled-visits';
import { SumsByService } from './sums-by-service';
import { TellPayment } from './tell-payment';

export function SettlementPage({ id }: { id: string }) {
  const reading = useReading<SettlementDetail>(`/api/settlements/${id}`);
  const settlement = reading.answer;
  const payments = useReading<PaymentSummary[]>(settlement && `/api/payments?month=${settlement.month}`);
  const payment = payments.answer?.find((one) => one.settlement === id) ?? null;
  return (
    <Screen
      title={settlement ? tell('settlement.title', { number: settlement.number }) : tell('moneyColumn.settlement')}
      lede={
        settlement &&
        tell('settlement.lede', { provider: settlement.provider.name, month: monthName(settlement.month) })
      }
      back="/settlements"
      wide
    >
      <AgeOf reading={reading} />
      <AgeOf reading={payments} />
      {settlement === null && reading.failure === null && <Busy what={tell('settlement.loading')} />}
      {settlement && (
        <>
          <Figures
            figures={[
              [euros(settlement.organiserCents), tell('settled.sum')],
              [euros(settlement.ownLiabilityCents), tell('moneyColumn.own')],
              [count(settlement.lines - settlement.credits), tell('moneyColumn.lines')],
            ]}
          />
          {payments.answer && (
            <p>
              <PaidOrNot payment={payment} />
            </p>
          )}
          <div class="buttons">
            {payments.answer && payment === null && <TellPayment settlement={settlement} onTold={payments.again} />}
            <Button icon="print" onClick={() => print()}>
              {tell('settlement.print')}
            </Button>
          </div>
          <SumsByService parts={settlement.parts} />
          <p class="soft">{tell('settlement.vat', { ground: settlement.vatGround })}</p>
          <dl class="fingerprint">
            <dt>{tell('settlement.hash')}</dt>
            <dd>
              <code>{settlement.sha256}</code>
            </dd>
            <dd class="soft">{tell('settlement.hashWhat')}</dd>
          </dl>
          <SettledVisits settlement={id} />
        </>
      )}
    </Screen>
  );
}
