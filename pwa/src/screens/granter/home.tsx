/** What waits for the case manager, and her clients: found by name, voucher number or identity code as one types. */
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { navigate } from '../../navigate';
import { grouped, readNumber } from '../../rules/number';
import { session } from '../../session';
import { say, t } from '../../words';
import { count } from '../../words/formats';
import { phrase } from '../../words/granter';
import { Attention } from './attention';
import { ClientRows } from './client-rows';
import { NewClient } from './new-client';
import { type ClientOrder, useClients } from './client-stretches';

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
    <Screen title={phrase('home.title')} lede={organiser && say(organiser.name)} wide>
      <div class="buttons">
        <Button kind="primary" icon="person" onClick={() => setAdding(true)}>
          {phrase('home.newClient')}
        </Button>
        <Button href="/calculator">{phrase('home.calculator')}</Button>
        <Button href="/import">{phrase('home.import')}</Button>
      </div>
      <Attention />
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
    <section class="part" aria-labelledby="clients">
      <h2 id="clients">{phrase('home.clients')}</h2>
      <form
        class="tools"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (number !== null) navigate(`/vouchers/${number}`);
        }}
      >
        <Field
          type="search"
          label={phrase('home.search')}
          hint={phrase('home.searchHint')}
          value={wanted.value}
          onInput={(words) => {
            wanted.value = words;
          }}
          autoComplete="off"
          spellcheck={false}
        />
        <Choice
          label={phrase('home.order')}
          value={order.value}
          options={ORDERS.map((one) => [one, phrase(`order.${one}`)])}
          onChoose={(chosen) => {
            order.value = chosen as ClientOrder;
          }}
        />
      </form>
      {number !== null && (
        <p role="status">
          <Button kind="primary" icon="voucher" href={`/vouchers/${number}`}>
            {phrase('home.openVoucher', { number: grouped(number) })}
          </Button>
        </p>
      )}
      <AgeOf reading={found.reading} />
      {found.clients === null && found.reading.failure === null && <Busy what={phrase('home.loading')} />}
      {found.clients?.length === 0 &&
        (asked ? (
          <Empty title={t('search.nothing')} icon="search">
            <p>{phrase('home.nobodyFound')}</p>
          </Empty>
        ) : (
          <Empty
            title={phrase('home.nobody')}
            icon="home"
            action={<Button onClick={onAdd}>{phrase('home.newClient')}</Button>}
          >
            <p>{phrase('home.nobodyNext')}</p>
          </Empty>
        ))}
      {found.clients && found.clients.length > 0 && (
        <>
          <p class="soft" role="status">
            {phrase('home.count', { count: found.total, shown: count(found.clients.length), all: count(found.total) })}
          </p>
          <ClientRows clients={found.clients} />
          {found.more && (
            <p>
              <Button busy={found.isReading} onClick={found.more}>
                {phrase('home.more')}
              </Button>
            </p>
          )}
          {found.failure !== null && <FailureView failure={found.failure} />}
        </>
      )}
    </section>
  );
}

function useAfterPause(words: string): string {
  const [settled, settle] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => settle(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}
