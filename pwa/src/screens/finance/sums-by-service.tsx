/** What a settlement, or the coming one, has of each service: by vouchers and by orders apart. */
import type { SettlementPart } from '../../api/schema';
import { type Column, Ledger } from '../../parts/ledger';
import { say } from '../../words';
import { euros } from '../../words/amounts';
import { count, duration } from '../../words/formats';
import { tell as heading } from '../../words/ledger';
import { tell } from '../../words/settling';

export function SumsByService({ parts }: { parts: SettlementPart[] }) {
  return (
    <section class="part" aria-labelledby="by-service">
      <h2 id="by-service">{tell('settlement.parts')}</h2>
      <Ledger
        caption={tell('settlement.partsCaption')}
        columns={columns()}
        rows={parts}
        keyOf={({ serviceId, kind }) => `${serviceId} ${kind}`}
      />
    </section>
  );
}

function columns(): [Column<SettlementPart>, ...Column<SettlementPart>[]] {
  return [
    { key: 'service', title: heading('column.service'), cell: ({ service }) => say(service) },
    { key: 'kind', title: tell('settlement.kind'), cell: ({ kind }) => tell(`settledBy.${kind}`) },
    { key: 'lines', title: tell('moneyColumn.lines'), cell: ({ lines }) => count(lines), numeric: true },
    { key: 'hours', title: heading('column.hours'), cell: ({ minutes }) => duration(minutes), numeric: true },
    {
      key: 'organiser',
      title: tell('moneyColumn.organiser'),
      cell: ({ organiserCents }) => euros(organiserCents),
      numeric: true,
    },
    {
      key: 'own',
      title: tell('moneyColumn.own'),
      cell: ({ ownLiabilityCents }) => euros(ownLiabilityCents),
      numeric: true,
    },
  ];
}
