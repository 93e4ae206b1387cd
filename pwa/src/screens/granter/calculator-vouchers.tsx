/** The service with a voucher: at each approved provider its price, the client's own liability, the organiser's share. */
import { type Signal, useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Offers, ServiceChoice } from '../../api/schema';
import { Empty } from '../../parts/empty';
import { Explained } from '../../parts/explained';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { holdsWords } from '../../parts/search';
import type { ClientFee } from '../../rules/client-fee';
import type { PriceUnit } from '../../rules/explanation';
import type { LiabilityTerms } from '../../rules/own-liability';
import { euros, eurosMoreOrLess } from '../../words/amounts';
import { tell } from '../../words/calculator';
import { count } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { type ProviderRow, priceIn, providerRows } from './provider-rows';

/** Five sums and an opened explanation beside each other, in the longest of the three languages. */
const DESK = '(min-width: 78rem)';

/** The rulebook's value at a time of day, or the client's own. */
export interface ValueAtTime {
  band: string;
  valueCents: number;
  source: string;
}

interface VoucherSectionProps {
  /** What the service's prices are for. */
  unit: PriceUnit;
  /** Minutes, or whole units where the service is not given by time; null until it is known. */
  quantity: number | null;
  value: ValueAtTime | null;
  offers: Offers;
  fee: ClientFee | null;
  /** How a price is divided by the acts and the rulebook. */
  terms: LiabilityTerms;
}

export function VoucherSection(props: VoucherSectionProps) {
  const { unit, value, offers } = props;
  return (
    <section class="part" aria-labelledby="with-voucher">
      <h2 id="with-voucher">{tell('voucher.title')}</h2>
      {value === null ? (
        <Empty title={tell('voucher.noValue')} icon="voucher">
          <p>{tell('voucher.noValueNext')}</p>
        </Empty>
      ) : (
        <>
          <Providers {...props} value={value} key={`${offers.service} ${unit}`} />
          <p class="soft">
            {tell('voucher.source')}: <span lang="en">{value.source}</span>
          </p>
        </>
      )}
    </section>
  );
}

function Providers(props: VoucherSectionProps & { value: ValueAtTime }) {
  const { unit, quantity, value, offers, fee, terms } = props;
  const [wanted, setWanted] = useState('');
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const { band, valueCents } = value;
  const rows = quantity === null ? [] : providerRows({ unit, quantity, band, valueCents, offers, fee, terms });
  const shown = rows.filter(({ name }) => holdsWords(wanted, [name]));
  const priced = offers.providers.filter(({ prices }) => priceIn(prices, 'voucher', value.band) !== null).length;
  const figures: [string, string][] = [[each(value.valueCents, unit), tell('voucher.value')]];
  figures.push([count(priced), tell('voucher.providers')]);
  if (rows[0]) figures.push([euros(rows[0].way.clientCents), tell('voucher.cheapest')]);
  return (
    <>
      <Figures figures={figures} />
      {offers.providers.length > priced && (
        <p class="soft">{tell('voucher.noPrice', { count: offers.providers.length - priced })}</p>
      )}
      {offers.providers.length === 0 && <Empty title={tell('voucher.noProviders')} icon="search" />}
      {priced > 0 && quantity === null && (
        <Empty title={tell('voucher.needsTitle')} icon="clock">
          <p>{tell('voucher.needs')}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          <div class="tools">
            <Field type="search" label={tell('voucher.search')} value={wanted} onInput={setWanted} />
          </div>
          {shown.length === 0 && (
            <Empty title={heading('search.nothing')} icon="search">
              <p>{heading('search.nothingNext')}</p>
            </Empty>
          )}
          {shown.length > 0 && (
            <Ledger
              caption={tell('voucher.caption')}
              columns={columns(unit, fee !== null, opened)}
              rows={shown}
              keyOf={({ id }) => id}
              sortedBy={{ key: 'ownMonth', descending: false }}
              desk={DESK}
            />
          )}
        </>
      )}
    </>
  );
}

function columns(
  unit: PriceUnit,
  hasFee: boolean,
  opened: Signal<ReadonlySet<string>>,
): [Column<ProviderRow>, ...Column<ProviderRow>[]] {
  const difference = sums('difference', tell('column.difference'), ({ way }) => way.differenceCents ?? 0);
  return [
    { key: 'name', title: heading('column.provider'), cell: ({ name }) => name, order: ({ name }) => name },
    { ...sums('price', tell('column.price'), (row) => row.priceCents), cell: (row) => each(row.priceCents, unit) },
    {
      ...sums('ownEach', tell('column.ownEach'), (row) => row.ownEachCents),
      cell: (row) => each(row.ownEachCents, unit),
    },
    sums('ownMonth', tell('column.ownMonth'), ({ way }) => way.clientCents),
    sums('organiser', tell('column.organiser'), ({ way }) => way.organiserCents ?? 0),
    ...(hasFee ? [{ ...difference, cell: ({ way }: ProviderRow) => eurosMoreOrLess(way.differenceCents ?? 0) }] : []),
    {
      key: 'why',
      title: tell('column.why'),
      cell: ({ name, way }) => <Explained why={way.explanation} of={name} opened={opened} />,
    },
  ];
}

function sums(key: string, title: string, of: (row: ProviderRow) => number): Column<ProviderRow> {
  return { key, title, cell: (row) => euros(of(row)), order: of, numeric: true };
}

/** "32,50 €/h"; only the sum while it is not known what it is for. */
export function priceSaid(cents: number, service: ServiceChoice | undefined): string {
  return service ? each(cents, service.unit) : euros(cents);
}

/** "32,50 €/h". */
export function each(cents: number, unit: PriceUnit): string {
  return tell(`unit.${unit}`, { euros: euros(cents) });
}
