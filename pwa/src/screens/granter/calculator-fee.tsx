/** The service without a voucher: what the client fee is at most, and why. */
import { useSignal } from '@preact/signals';
import type { Offers, ReckoningTerms, ServiceChoice } from '../../api/schema';
import { Card } from '../../parts/card';
import { Explained } from '../../parts/explained';
import { Notice } from '../../parts/notice';
import { type ClientFee, clientFee } from '../../rules/client-fee';
import { euros } from '../../words/amounts';
import { tell } from '../../words/calculator';
import { shortDay } from '../../words/formats';

interface ClientFeeCardProps {
  service: ServiceChoice;
  terms: ReckoningTerms;
  fee: ClientFee | null;
  offers: Offers;
  band: string | undefined;
}

export function ClientFeeCard({ service, terms, fee, offers, band }: ClientFeeCardProps) {
  const opened = useSignal<ReadonlySet<string>>(new Set());
  return (
    <Card level={2} title={tell('without.title')}>
      <p>{tell('without.what')}</p>
      <p class={fee ? 'calculator-sum' : 'soft'} role="status">
        {fee ? tell('without.month', { euros: euros(fee.feeCents) }) : whyNoFee(service, terms)}
      </p>
      {fee && (
        <>
          <UnverifiedLimits terms={terms} />
          <Explained why={fee.explanation} of={tell('without.title')} opened={opened} />
          <p class="soft">{tell('without.cost')}</p>
        </>
      )}
      <Orders service={service} offers={offers} band={band} />
    </Card>
  );
}

/** Whether the organiser asks the client fee that goes by granted hours and household (734/1992 s.10 e). */
export function isFeeByHours({ terms }: ServiceChoice): boolean {
  return terms?.fee?.kind === 'by_hours';
}

/** The fee by the act's table, or null while something for it is missing. */
export function feeOf(
  household: number | null,
  incomeCents: number | null,
  minutes: number | null,
  { feeTable: table, feeLimits: limits }: ReckoningTerms,
): ClientFee | null {
  if (household === null || incomeCents === null || minutes === null || !table || !limits) return null;
  const means = { household, incomeCents, kind: 'gross', evidenced: true, savingsCents: null } as const;
  const fee = clientFee(means, [minutes], { table, limits });
  return 'refused' in fee ? null : fee;
}

function whyNoFee(service: ServiceChoice, terms: ReckoningTerms): string {
  if (!isFeeByHours(service)) return tell('without.elsewhere');
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
  const lowest = tell(service.unit === 'hour' ? 'unit.hour' : 'unit.day', { euros: euros(Math.min(...prices)) });
  return <p class="soft">{tell('without.orders', { count: prices.length, lowest })}</p>;
}
