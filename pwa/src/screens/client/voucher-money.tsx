/** What a voucher costs its client in the period so far, to the cent; with an order, the fee of its decision. */
import type { VoucherDetail } from '../../api/schema';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { tell } from '../../words/client';

interface MoneyProps {
  voucher: VoucherDetail;
  /** The reader is the client, not somebody who acts for her. */
  isHerself: boolean;
}

export function VoucherMoney({ voucher, isHerself }: MoneyProps) {
  const organiser = say(voucher.organiser);
  if (voucher.kind === 'order') {
    if (voucher.clientFeeCents === null) return null;
    return <p class="money">{tell('money.fee', { amount: euros(voucher.clientFeeCents), organiser })}</p>;
  }
  const { money } = voucher;
  if (money === null) return null;
  const { paid, waiting, unpriced } = money;
  // Nothing has been done yet: there is nothing to say of its price.
  if (paid.priceCents === 0 && waiting.priceCents === 0 && unpriced === 0) return null;
  const period = tell(`period.${voucher.balance?.period ?? 'month'}`);
  const provider = money.providers.map(({ name }) => name).join(', ');
  return (
    <div class="money">
      {paid.ownLiabilityCents > 0 && (
        <>
          <p class="money-figure">
            <strong>{euros(paid.ownLiabilityCents)}</strong>{' '}
            {tell(isHerself ? 'money.paysHerself' : 'money.clientPays', { period })}
          </p>
          <p>{tell('money.to', { provider })}</p>
          <p class="soft">
            {tell('money.organiserPays', {
              price: euros(paid.priceCents),
              organiser,
              covered: euros(paid.organiserCents),
            })}
          </p>
        </>
      )}
      {paid.ownLiabilityCents === 0 && paid.priceCents > 0 && <p>{tell('money.nothing')}</p>}
      {waiting.ownLiabilityCents > 0 && (
        <p class="soft">{tell('money.waiting', { amount: euros(waiting.ownLiabilityCents) })}</p>
      )}
      {unpriced > 0 && <p class="soft">{tell('money.unpriced', { count: unpriced })}</p>}
    </div>
  );
}
