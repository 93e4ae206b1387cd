/** What waits for the case manager, and her clients: found by name, voucher number or identity code as one types. */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { navigate } from '../../navigate';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { grouped, readNumber } from '../../rules/number';
import { session } from '../../session';
import { say } from '../../words';
import { count } from '../../words/formats';
import { phrase } from '../../words/granter';
import { tell } from '../../words/ledger';
import { Attention } from './attention';
import { ClientRows } from './client-rows';
import { type ClientOrder, useClients } from './client-stretches';
import { NewClient } from './new-client';

/** What was looked for, and in which order, stays when one comes back from a client. */
const wanted = signal('');
const order = signal<ClientOrder>('name');
/** A pause in typing this long begins the search. */
const PAUSE_MS = 250;
const ORDERS: ClientOrder[] = ['name', 'lastDay', 'left'];

export function Home() {
  const [isAdding, setAdding] = useState(false);
  const organiser = session.value?.organiser;
  return (
    <Screen title={phrase('clients.title')} lede={organiser && say(organiser.name)} wide>
      <Clients onAdd={() => setAdding(true)} />
      {isAdding && <NewClient onClose={() => setAdding(false)} />}
    </Screen>
  );
}

function Clients({ onAdd }: { onAdd: () => void }) {
  const asked = useAfterPause(wanted.value.trim());
  const found = useClients(asked, order.value);
  const { number } = readNumber(wanted.value);
  return (
    <>
      <form
        class="tools"
        onSubmit={(event) => {
          event.preventDefault();
          if (number !== null) navigate(`/vouchers/${number}`);
        }}
      >
        <Field
          type="search"
          label={phrase('clients.search')}
          hint={phrase('clients.searchHint')}
          value={wanted.value}
          onInput={(words) => {
            wanted.value = words;
          }}
          autoComplete="off"
          spellcheck={false}
        />
        <Choice
          label={phrase('clients.order')}
          value={order.value}
          options={ORDERS.map((one) => [one, phrase(`clientOrder.${one}`)])}
          onChoose={(chosen) => {
            order.value = chosen as ClientOrder;
          }}
        />
      </form>
      {number !== null && (
        <p role="status">
          <Button kind="primary" icon="voucher" href={`/vouchers/${number}`}>
            {phrase('clients.openVoucher', { number: grouped(number) })}
          </Button>
        </p>
      )}
      <div class="buttons">
        <Button icon="person" onClick={onAdd}>
          {phrase('clients.newClient')}
        </Button>
        <Button href="/calculator">{phrase('clients.calculator')}</Button>
        <Button href="/import">{phrase('clients.import')}</Button>
      </div>
      {!wanted.value.trim() && <Attention onAllEnding={showEnding} />}
      <AgeOf reading={found.reading} />
      {found.clients === null && found.reading.failure === null && <Busy what={phrase('clients.loading')} />}
      {found.clients?.length === 0 &&
        (asked ? (
          <Empty title={tell('search.nothing')} icon="search">
            <p>{phrase('clients.nobodyFound')}</p>
          </Empty>
        ) : (
          <Empty
            title={phrase('clients.nobody')}
            icon="home"
            action={<Button onClick={onAdd}>{phrase('clients.newClient')}</Button>}
          >
            <p>{phrase('clients.nobodyNext')}</p>
          </Empty>
        ))}
      {found.clients && found.clients.length > 0 && (
        <section class="part" aria-labelledby="clients">
          <div class="part-head">
            <h2 id="clients" tabIndex={-1}>
              {phrase('clients.clients')}
            </h2>
            <p class="soft" role="status">
              {phrase('clients.count', {
                count: found.total,
                shown: count(found.clients.length),
                all: count(found.total),
              })}
            </p>
          </div>
          <ClientRows clients={found.clients} />
          {found.more && (
            <p>
              <Button busy={found.isReading} onClick={found.more}>
                {phrase('clients.more')}
              </Button>
            </p>
          )}
          {found.failure !== null && <FailureView failure={found.failure} />}
        </section>
      )}
    </>
  );
}

/** All that end soon stand first in the list below, which comes into sight. */
function showEnding(): void {
  order.value = 'lastDay';
  document.getElementById('clients')?.focus();
}

function useAfterPause(words: string): string {
  const [settled, settle] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => settle(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
