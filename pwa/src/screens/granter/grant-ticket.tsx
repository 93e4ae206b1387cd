/** A grant as its ticket: what it grants, what is left of it in time and money, and everything that can be done to it. */
import { useState } from 'preact/hooks';
import type { ServiceChoice, VoucherDetail, VoucherSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { euros } from '../../words/amounts';
import { shortDay, today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { tell } from '../../words/ledger';
import type { ActProps } from './act-dialog';
import { EndDialog, PauseDialog, RefusalDialog, ResumeDialog } from './acts';
import { Balance } from './balance';
import { PaperLinks, paperOf } from './paper-links';
import { RaiseDialog } from './raise';
import { valueSaid } from './value-said';

const DIALOGS = {
  end: EndDialog,
  pause: PauseDialog,
  resume: ResumeDialog,
  refusal: RefusalDialog,
} as const;

type Act = keyof typeof DIALOGS | 'raise';

interface GrantTicketProps {
  voucher: VoucherSummary;
  service: ServiceChoice | undefined;
  onChange: () => void;
}

export function GrantTicket({ voucher, service, onChange }: GrantTicketProps) {
  const reading = useReading<VoucherDetail>(`/api/vouchers/${voucher.id}`);
  const detail = reading.answer;
  return (
    <Card
      look="ticket"
      title={say(voucher.service)}
      stub={
        <>
          <p>
            {t(voucher.kind === 'order' ? 'voucher.order' : 'voucher.voucher')}{' '}
            <a class="row-link number" href={`/vouchers/${voucher.number}`}>
              {grouped(voucher.number)}
            </a>
          </p>
          <p>
            <StateLamp state={voucher.state} />
          </p>
        </>
      }
    >
      {reading.failure !== null && <FailureView failure={reading.failure} onRetry={reading.again} />}
      {detail && (
        <>
          <Balance voucher={detail} />
          <Facts voucher={detail} service={service} />
          <Acts
            voucher={detail}
            service={service}
            onDone={() => {
              reading.again();
              onChange();
            }}
          />
        </>
      )}
    </Card>
  );
}

interface GrantedProps {
  voucher: VoucherDetail;
  service: ServiceChoice | undefined;
}

function Facts({ voucher, service }: GrantedProps) {
  const facts: [string, string][] = [
    [tell('column.provider'), voucher.provider?.name ?? t('voucher.anyProvider')],
    [t('voucher.period'), `${shortDay(voucher.firstDay)}–${shortDay(voucher.lastDay)}`],
  ];
  const value = voucher.kind === 'voucher' ? valueSaid(voucher.valueCents, service) : null;
  if (value) facts.push([phrase('decision.value'), value]);
  if (voucher.clientFeeCents !== null) {
    facts.push([phrase('decision.fee'), phrase('decision.aMonth', { euros: euros(voucher.clientFeeCents) })]);
  }
  for (const { firstDay, lastDay } of voucher.pauses) {
    facts.push([phrase('grant.paused'), `${shortDay(firstDay)}–${lastDay ? shortDay(lastDay) : ''}`]);
  }
  return (
    <dl class="facts">
      {facts.map(([name, value], place) => (
        <div key={`${name} ${place}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ voucher, service, onDone }: GrantedProps & { onDone: () => void }) {
  const [opened, open] = useState<Act | null>(null);
  const shared: ActProps = {
    voucher,
    onClose: () => open(null),
    onDone: () => {
      open(null);
      onDone();
    },
  };
  const isVoucher = voucher.kind === 'voucher';
  const paused = voucher.pauses.some(
    ({ firstDay, lastDay }) => firstDay <= today() && (lastDay === null || today() <= lastDay),
  );
  const Dialog = opened && opened !== 'raise' ? DIALOGS[opened] : null;
  return (
    <>
      <PaperLinks path={`/api/vouchers/${voucher.id}/paper`} what={paperOf(voucher.kind)} />
      {voucher.state !== 'closed' && (
        <details class="acts">
          <summary>{phrase('grant.acts')}</summary>
          <div class="buttons">
            <Button href={`/clients/${voucher.clientId}/decision/${voucher.decisionId}`}>
              {phrase('grant.change')}
            </Button>
            <Button onClick={() => open(paused ? 'resume' : 'pause')}>
              {phrase(paused ? 'grant.resume' : 'grant.pause')}
            </Button>
            {isVoucher && <Button onClick={() => open('raise')}>{phrase('grant.raise')}</Button>}
            {isVoucher && <Button onClick={() => open('refusal')}>{phrase('grant.refusal')}</Button>}
            <Button onClick={() => open('end')}>{phrase('grant.end')}</Button>
          </div>
        </details>
      )}
      {Dialog && <Dialog {...shared} />}
      {opened === 'raise' && <RaiseDialog {...shared} valueCents={voucher.valueCents} service={service} />}
    </>
  );
}
