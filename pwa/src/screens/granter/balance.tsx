/** What is left of a grant in its present period, and what the period's visits have cost so far, to whom. */
import type { VoucherDetail } from '../../api/schema';
import { amountOf, Meter } from '../../parts/meter';
import { euros } from '../../words/amounts';
import { phrase } from '../../words/granter';

export function Balance({ voucher }: { voucher: VoucherDetail }) {
  const { balance, money, kind } = voucher;
  const sums: [string, string][] = [];
  if (money) {
    sums.push([phrase('balance.used'), euros(money.paid.priceCents)]);
    if (kind === 'voucher') sums.push([phrase('balance.ownLiability'), euros(money.paid.ownLiabilityCents)]);
  }
  if (balance && balance.reserved > 0) {
    if (money) sums.push([phrase('balance.reserved'), euros(money.waiting.priceCents)]);
    sums.push([phrase('balance.free'), amountOf(balance.free, balance.unit)]);
  }
  return (
    <>
      <Meter balance={balance} />
      {sums.length > 0 && (
        <dl class="sums">
          {sums.map(([name, said]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
      )}
      {money && money.unpriced > 0 && <p class="soft">{phrase('balance.unpriced', { count: money.unpriced })}</p>}
    </>
  );
}
