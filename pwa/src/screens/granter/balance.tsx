/** What a grant is for, and in its present period what is used of it, kept for visits in review, and left: in its unit and in euros. */
import type { PeriodBalance, VoucherDetail } from '../../api/schema';
import { euros } from '../../words/amounts';
import { shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { amountSaid, quantitySaid } from './amount-words';

export function Balance({ voucher }: { voucher: VoucherDetail }) {
  const { balance, money } = voucher;
  if (!balance) return <p class="soft">{phrase('balance.none')}</p>;
  const { unit, left } = balance;
  const isOver = left < 0;
  return (
    <div class={isOver ? 'meter meter-exceeded' : 'meter'}>
      <p class="meter-figure">
        <strong>{quantitySaid(Math.abs(left), unit)}</strong>{' '}
        {phrase(isOver ? 'balance.over' : 'balance.isLeft', { period: periodSaid(balance) })}
      </p>
      <progress
        max={Math.max(balance.granted, 1)}
        value={Math.min(balance.used, balance.granted)}
        aria-label={phrase('balance.title')}
      />
      <dl class="sums">
        <Sum name={phrase('balance.granted')} said={amountSaid(balance.granted, unit, balance.period)} />
        <Sum
          name={phrase('balance.used')}
          said={quantitySaid(balance.used, unit)}
          {...(money && { cents: money.paid.organiserCents + money.paid.ownLiabilityCents })}
        />
        {balance.reserved > 0 && (
          <Sum
            name={phrase('balance.reserved')}
            said={quantitySaid(balance.reserved, unit)}
            {...(money && { cents: money.waiting.organiserCents + money.waiting.ownLiabilityCents })}
          />
        )}
        {balance.reserved > 0 && <Sum name={phrase('balance.free')} said={quantitySaid(balance.free, unit)} />}
        {money && voucher.kind === 'voucher' && (
          <Sum name={phrase('balance.ownLiability')} said={euros(money.paid.ownLiabilityCents)} />
        )}
      </dl>
      {money && money.unpriced > 0 && <p class="soft">{phrase('balance.unpriced', { count: money.unpriced })}</p>}
    </div>
  );
}

function Sum({ name, said, cents }: { name: string; said: string; cents?: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {said}
        {cents !== undefined && <span class="soft"> {euros(cents)}</span>}
      </dd>
    </div>
  );
}

function periodSaid({ period, firstDay, lastDay }: PeriodBalance): string {
  if (period === 'month') return phrase('balance.thisMonth');
  return period === 'week'
    ? phrase('balance.thisWeek')
    : phrase('balance.inAll', { first: shortDay(firstDay), last: shortDay(lastDay) });
}
