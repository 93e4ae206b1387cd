/** The service with a voucher: at each approved provider its price, the client's own liability, the organiser's share. */
import { type Signal, useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { BandValue, Offers } from '../../api/schema';
import { Empty } from '../../parts/empty';
import { Explained } from '../../parts/explained';
import { Field } from '../../parts/field';
import { Figures } from '../../parts/figures';
import { type Column, Ledger } from '../../parts/ledger';
import { holdsWords } from '../../parts/search';
import type { ClientFee } from '../../rules/client-fee';
import { comparison, type Way } from '../../rules/comparison';
import { MINUTES_IN_HOUR } from '../../rules/money';
import { type Line, ownLiability } from '../../rules/own-liability';
import { t } from '../../words';
import { euros, eurosMoreOrLess } from '../../words/amounts';
import { tell } from '../../words/calculator';
import { count } from '../../words/formats';

/** Five sums and an opened explanation beside each other, in the longest of the three languages. */
const DESK = '(min-width: 78rem)';

interface VoucherSectionProps {
  isByHour: boolean;
  /** Minutes, or days where the service is not given by the hour; null until it is known. */
  quantity: number | null;
  value: BandValue | null;
  offers: Offers;
  fee: ClientFee | null;
  /** The statutes by which a price is divided. */
  source: string;
}

/** One provider's row: the month's comparison, and the same for one hour or day. */
interface Row {
  id: string;
  name: string;
  way: Way;
  priceCents: number;
  ownEachCents: number;
}

export function VoucherSection(props: VoucherSectionProps) {
  const { isByHour, value, offers } = props;
  return (
    <section class="part" aria-labelledby="with-voucher">
      <h2 id="with-voucher">{tell('voucher.title')}</h2>
      {value === null ? (
        <Empty title={tell('voucher.noValue')} icon="voucher">
          <p>{tell('voucher.noValueNext')}</p>
        </Empty>
      ) : (
        <>
          <Providers {...props} value={value} key={`${offers.service} ${isByHour}`} />
          <p class="soft">
            {tell('voucher.source')}: <span lang="en">{value.source}</span>
          </p>
        </>
      )}
    </section>
  );
}

function Providers(props: VoucherSectionProps & { value: BandValue }) {
  const { isByHour, quantity, value, offers, fee } = props;
  const [wanted, setWanted] = useState('');
  const opened = useSignal<ReadonlySet<string>>(new Set());
  const rows = rowsOf(props);
  const shown = rows.filter(({ name }) => holdsWords(wanted, [name]));
  const priced = offers.providers.filter((provider) => priceIn(provider, value.band) !== null).length;
  const figures: [string, string][] = [[each(value.valueCents, isByHour), tell('voucher.value')]];
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
            <Empty title={t('search.nothing')} icon="search">
              <p>{t('search.nothingNext')}</p>
            </Empty>
          )}
          {shown.length > 0 && (
            <Ledger
              caption={tell('voucher.caption')}
              columns={columns(isByHour, fee !== null, opened)}
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

/** The approved providers that have a price at this time, the one that costs the client least first. */
function rowsOf({ isByHour, quantity, value, offers, fee, source }: VoucherSectionProps & { value: BandValue }): Row[] {
  if (quantity === null) return [];
  const terms = { source: `${source}; ${value.source}` };
  const line = (priceCents: number, many: number): Line => ({
    quantity: many,
    unit: isByHour ? 'minute' : 'unit',
    priceCents,
    valueCents: value.valueCents,
  });
  const priced = new Map<string, { name: string; priceCents: number }>();
  for (const provider of offers.providers) {
    const priceCents = priceIn(provider, value.band);
    if (priceCents !== null) priced.set(provider.id, { name: provider.name, priceCents });
  }
  const month = [...priced].map(([id, { priceCents }]) => ({ provider: id, lines: [line(priceCents, quantity)] }));
  return comparison(month, fee, terms).ways.flatMap((way) => {
    const found = way.provider === null ? undefined : priced.get(way.provider);
    if (!found || way.provider === null) return [];
    const one = ownLiability([line(found.priceCents, isByHour ? MINUTES_IN_HOUR : 1)], terms);
    return [{ id: way.provider, ...found, way, ownEachCents: one.ownLiabilityCents }];
  });
}

function priceIn({ prices }: Offers['providers'][number], band: string): number | null {
  return prices.find((price) => price.kind === 'voucher' && price.band === band)?.priceCents ?? null;
}

function columns(
  isByHour: boolean,
  hasFee: boolean,
  opened: Signal<ReadonlySet<string>>,
): [Column<Row>, ...Column<Row>[]] {
  const difference = sums('difference', tell('column.difference'), ({ way }) => way.differenceCents ?? 0);
  return [
    { key: 'name', title: t('column.provider'), cell: ({ name }) => name, order: ({ name }) => name },
    { ...sums('price', tell('column.price'), (row) => row.priceCents), cell: (row) => each(row.priceCents, isByHour) },
    {
      ...sums('ownEach', tell('column.ownEach'), (row) => row.ownEachCents),
      cell: (row) => each(row.ownEachCents, isByHour),
    },
    sums('ownMonth', tell('column.ownMonth'), ({ way }) => way.clientCents),
    sums('organiser', tell('column.organiser'), ({ way }) => way.organiserCents ?? 0),
    ...(hasFee ? [{ ...difference, cell: ({ way }: Row) => eurosMoreOrLess(way.differenceCents ?? 0) }] : []),
    {
      key: 'why',
      title: tell('column.why'),
      cell: ({ name, way }) => <Explained why={way.explanation} of={name} opened={opened} />,
    },
  ];
}

function sums(key: string, title: string, of: (row: Row) => number): Column<Row> {
  return { key, title, cell: (row) => euros(of(row)), order: of, numeric: true };
}

function each(cents: number, isByHour: boolean): string {
  return tell(isByHour ? 'unit.hour' : 'unit.day', { euros: euros(cents) });
}
