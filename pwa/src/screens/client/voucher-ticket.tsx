/** A voucher or an order as the client knows it from paper: whose service, by whom, how much is left, what it costs. */
import { useEffect, useRef } from 'preact/hooks';
import type { ActedFor, VoucherDetail, VoucherSummary } from '../../api/schema';
import { Card } from '../../parts/card';
import { Meter } from '../../parts/meter';
import { useReading } from '../../parts/reading';
import { StateLamp } from '../../parts/state-lamp';
import { grouped } from '../../rules/number';
import { say, t } from '../../words';
import { tell } from '../../words/client';
import { shortDay, today } from '../../words/formats';
import { Refusal } from './refusal';
import { VoucherMoney } from './voucher-money';

interface TicketProps {
  voucher: VoucherSummary;
  person: ActedFor;
  isHerself: boolean;
  /** Under whose name what was read is kept on this phone. */
  keeper: string;
  /** When the page was last read. */
  readAt: string | null;
  onRefused: () => void;
}

export function VoucherTicket({ voucher, person, isHerself, keeper, readAt, onRefused }: TicketProps) {
  const reading = useReading<VoucherDetail>(`/api/vouchers/${voucher.id}`, `${keeper}.voucher.${voucher.id}`);
  // The page follows the live line once for all its tickets; each reads anew when the page has.
  const shown = useRef(readAt);
  useEffect(() => {
    if (shown.current !== readAt) reading.again();
    shown.current = readAt;
  }, [readAt]);
  const detail = reading.answer;
  const name = t(voucher.kind === 'order' ? 'voucher.order' : 'voucher.voucher');
  // A relative chooses only with a mandate for it; the server holds her to the same.
  const mayRefuse = voucher.kind === 'voucher' && (isHerself || person.scopes.includes('choose_provider'));
  const isClosed = (detail ?? voucher).state === 'closed';
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
      {isClosed && <StateLamp state="closed" />}
      <Meter balance={detail?.balance ?? voucher.balance} />
      {detail && <VoucherMoney voucher={detail} isHerself={isHerself} />}
      {detail && <Happened voucher={detail} />}
      <p class="soft">
        {t('voucher.validUntil', { day: shortDay(voucher.lastDay) })}, {say(voucher.organiser)}
      </p>
      {detail && mayRefuse && !isClosed && <Refusal voucher={detail} isHerself={isHerself} onRefused={onRefused} />}
    </Card>
  );
}

/** That it was refused, and the days on which nobody comes. */
function Happened({ voucher }: { voucher: VoucherDetail }) {
  const refused = voucher.acts.find(({ act }) => act === 'refused');
  const now = today();
  const pause = voucher.pauses.find(({ lastDay }) => lastDay === null || lastDay >= now);
  return (
    <>
      {refused && (
        <p>
          <strong>{tell('refusal.done', { day: shortDay(refused.fromDay) })}.</strong>{' '}
          {tell('refusal.doneNext', { organiser: say(voucher.organiser) })}
        </p>
      )}
      {pause && !refused && (
        <p>
          {pause.lastDay
            ? tell('pause.now', { first: shortDay(pause.firstDay), last: shortDay(pause.lastDay) })
            : tell('pause.open', { first: shortDay(pause.firstDay) })}
        </p>
      )}
    </>
  );
}
