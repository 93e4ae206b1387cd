/** One voucher as its granter sees it: what it grants, what has come of it this month, and the paper to print. */
import { useState } from 'preact/hooks';
import type { VisitSummary, VoucherDetail, VoucherSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { useLive } from '../../parts/live';
import { MonthChoice } from '../../parts/month-choice';
import { useReading } from '../../parts/reading';
import { Reasons } from '../../parts/reasons';
import { Screen } from '../../parts/screen';
import { StateLamp } from '../../parts/state-lamp';
import { sumSaid, VisitDays } from '../../parts/visit-days';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { tell } from '../../words/client';
import { monthName, shortDay, today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { tell as heading } from '../../words/ledger';
import { Balance } from './balance';
import { PaperLinks } from './paper-links';

export function VoucherPage({ number }: { number: string }) {
  const found = useReading<VoucherSummary[]>(`/api/vouchers?search=${number}`);
  const voucher = found.answer?.find((one) => one.number === number);
  return (
    <Screen title={voucher?.clientName ?? grouped(number)} lede={voucher && say(voucher.service)} back="/" wide>
      <AgeOf reading={found} />
      {found.answer === null && found.failure === null && <Busy what={phrase('granter.loadingOne')} />}
      {found.answer && !voucher && (
        <Empty title={heading('search.nothing')} icon="search">
          <p>{heading('search.nothingNext')}</p>
        </Empty>
      )}
      {voucher && (
        <div class="beside">
          <div class="part">
            <Granted voucher={voucher} />
            <Papers voucher={voucher} />
          </div>
          <Realised voucher={voucher} onChange={found.again} />
        </div>
      )}
    </Screen>
  );
}

function Granted({ voucher }: { voucher: VoucherSummary }) {
  const detail = useReading<VoucherDetail>(`/api/vouchers/${voucher.id}`);
  const facts: [string, string][] = [
    [heading('column.provider'), voucher.provider?.name ?? t('voucher.anyProvider')],
    [t('voucher.period'), `${shortDay(voucher.firstDay)}–${shortDay(voucher.lastDay)}`],
    [t('voucher.grantedBy'), say(voucher.organiser)],
  ];
  return (
    <Card
      look="ticket"
      level={2}
      title={t(voucher.kind === 'order' ? 'voucher.order' : 'voucher.voucher')}
      stub={
        <>
          <p class="number number-large">{grouped(voucher.number)}</p>
          <p>
            <StateLamp state={voucher.state} />
          </p>
        </>
      }
    >
      {detail.answer && <Balance voucher={detail.answer} />}
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Papers({ voucher }: { voucher: VoucherSummary }) {
  const isOrder = voucher.kind === 'order';
  return (
    <Card title={t('paper.title')} level={2}>
      <p class="soft">{isOrder ? phrase('paper.orderWhat') : t('paper.what')}</p>
      <PaperLinks path={`/api/vouchers/${voucher.id}/paper`} what={t(isOrder ? 'voucher.order' : 'voucher.voucher')} />
      <p>
        <a class="row-link" href={`/clients/${voucher.clientId}`}>
          {phrase('granter.toClient')}
        </a>
      </p>
    </Card>
  );
}

function Realised({ voucher, onChange }: { voucher: VoucherSummary; onChange: () => void }) {
  const [month, setMonth] = useState(today().slice(0, 7));
  const reading = useReading<VisitSummary[]>(`/api/visits?voucher=${voucher.id}&month=${month}`);
  const isLive = useLive(voucher.clientId, () => {
    reading.again();
    onChange();
  });
  const visits = reading.answer;
  return (
    <section class="part" aria-labelledby="realised">
      <div class="part-head">
        <h2 id="realised">{phrase('granter.realised')}</h2>
        {isLive && <StateLamp state="live" />}
      </div>
      <MonthChoice month={month} onChoose={setMonth} />
      <AgeOf reading={reading} />
      {visits === null && reading.failure === null && <Busy what={tell('client.loading')} />}
      {visits?.length === 0 && <Empty title={tell('client.noneInMonth', { month: monthName(month) })} icon="today" />}
      {visits && visits.length > 0 && (
        <>
          <p>{sumSaid(visits)}</p>
          <VisitDays visits={visits} stateOf={(visit) => <Reasons slugs={visit.toReview} />} />
        </>
      )}
    </section>
  );
}
