/** Clients in the order they were asked for: who, of which services, until when, and how much of the month is left. */
import type { ClientRow } from '../../api/schema';
import { type Column, Ledger } from '../../parts/ledger';
import { StateLamp } from '../../parts/state-lamp';
import { say } from '../../words';
import { duration, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { tell } from '../../words/ledger';

export function ClientRows({ clients }: { clients: ClientRow[] }) {
  return <Ledger caption={phrase('clients.caption')} columns={columns()} rows={clients} keyOf={({ id }) => id} />;
}

function columns(): [Column<ClientRow>, ...Column<ClientRow>[]] {
  return [
    {
      key: 'name',
      title: tell('column.client'),
      cell: (client) => (
        <>
          <a class="row-link" href={`/clients/${client.id}`}>
            {client.name}
          </a>
          {client.hasSafetyBan && <span class="safety-ban">{phrase('record.safetyBan')}</span>}
        </>
      ),
    },
    {
      key: 'born',
      title: phrase('column.born'),
      cell: ({ bornOn }) => (bornOn ? shortDay(bornOn) : '–'),
    },
    {
      key: 'services',
      title: phrase('column.openGrants'),
      cell: ({ services }) => services.map(say).join(', ') || phrase('record.noOpen'),
    },
    {
      key: 'lastDay',
      title: phrase('column.firstEnd'),
      cell: ({ firstLastDay }) => (firstLastDay ? shortDay(firstLastDay) : '–'),
    },
    {
      key: 'used',
      title: phrase('column.usedOfMonth'),
      cell: ({ grantedMinutes, usedMinutes }) =>
        grantedMinutes === null
          ? '–'
          : phrase('record.usedOf', { used: duration(usedMinutes ?? 0), granted: duration(grantedMinutes) }),
      numeric: true,
    },
    {
      key: 'state',
      title: tell('column.state'),
      cell: ({ state }) => (state ? <StateLamp state={state} /> : '–'),
    },
  ];
}
