/** The service without a voucher: what the client fee is at most, and why. */
import { useSignal } from '@preact/signals';
import type { Offers, ReckoningTerms, ServiceChoice, ServiceTerms } from '../../api/schema';
import { Card } from '../../parts/card';
import { Explained } from '../../parts/explained';
import { Notice } from '../../parts/notice';
import type { ClientFee } from '../../rules/client-fee';
import { euros } from '../../words/amounts';
import { tell } from '../../words/calculator';
import { shortDay } from '../../words/formats';
import { each } from './calculator-vouchers';

interface ClientFeeCardProps {
  service: ServiceChoice;
  /** What the organiser asks by its rulebook; null where nothing is in force. */
  asked: ServiceTerms | null;
  terms: ReckoningTerms;
  fee: ClientFee | null;
  offers: Offers;
  band: string | undefined;
}

export function ClientFeeCard({ service, asked, terms, fee, offers, band }: ClientFeeCardProps) {
  const opened = useSignal<ReadonlySet<string>>(new Set());
  return (
    <Card level={2} title={tell('without.title')}>
      <p>{tell('without.what')}</p>
      <p class={fee ? 'calculator-sum' : 'soft'} role="status">
        {fee ? tell('without.month', { euros: euros(fee.feeCents) }) : whyNoFee(asked, terms)}
      </p>
      {fee && (
        <>
          {asked?.fee?.kind === 'by_hours' && <UnverifiedLimits terms={terms} />}
          <Explained why={fee.explanation} of={tell('without.title')} opened={opened} />
          {asked?.costCents === null && <p class="soft">{tell('without.cost')}</p>}
        </>
      )}
      <Orders service={service} offers={offers} band={band} />
    </Card>
  );
}

function whyNoFee(asked: ServiceTerms | null, terms: ReckoningTerms): string {
  if (asked?.fee?.kind !== 'by_hours') return tell('without.elsewhere');
  return tell(terms.feeTable && terms.feeLimits ? 'without.needs' : 'without.noTerms');
}

/** The limits in force were reckoned, not read: said wherever a fee is. */
export function UnverifiedLimits({ terms: { feeLimits } }: { terms: ReckoningTerms }) {
  if (!feeLimits || feeLimits.verified) return null;
  const [first, last] = [feeLimits.firstDay, feeLimits.lastDay].map((day) => (day ? shortDay(day) : ''));
  return (
    <Notice kind="warn" title={tell('without.unverified')} announced={false}>
      <p>{tell('without.unverifiedNext', { first: first ?? '', last: last ?? '' })}</p>
    </Notice>
  );
}

/** Who could be bought from, and at what price; it changes nothing in the fee. */
function Orders({ service, offers, band }: Pick<ClientFeeCardProps, 'service' | 'offers' | 'band'>) {
  const prices = offers.providers.flatMap(({ prices }) =>
    prices.filter((price) => price.kind === 'order' && price.band === band).map(({ priceCents }) => priceCents),
  );
  if (prices.length === 0) return null;
  const lowest = each(Math.min(...prices), service.unit);
  return <p class="soft">{tell('without.orders', { count: prices.length, lowest })}</p>;
}
