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

/** What was kept back between this settlement and others, both ways, and what is left to pay. */
function SetOffs({ settlement: { setOffs, dueCents } }: { settlement: SettlementDetail }) {
  if (setOffs.length === 0) return dueCents < 0 ? <p>{tell('setOff.waits')}</p> : null;
  return (
    <>
      <ul>
        {setOffs.map(({ settlement, number, month, cents }) => (
          <li key={settlement}>
            {tell(cents > 0 ? 'setOff.of' : 'setOff.for', { sum: euros(Math.abs(cents)) })}{' '}
            <a href={`/settlements/${settlement}`}>
              {number}, {monthName(month)}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <strong>{tell(dueCents < 0 ? 'setOff.owed' : 'setOff.due', { sum: euros(Math.abs(dueCents)) })}</strong>
      </p>
    </>
  );
}

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
              <PaidOrNot payment={payment} dueCents={settlement.dueCents} />
            </p>
          )}
          <SetOffs settlement={settlement} />
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
