/** The organiser's home: her services, what holds of each today, and what changes next. */

import type { Rulebook, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { type Column, Ledger } from '../../parts/ledger';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { shortDay, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { serviceGist } from './gist';
import { Places } from './places';
import { serviceParts, useRulebook, useServices } from './rulebook-reading';
import { nextChange } from './spans';

export function ServiceList() {
  const services = useServices();
  const rulebook = useRulebook();
  const organiser = session.value?.organiser;
  const failed = services.failure === null ? rulebook : services;
  const isRead = services.answer !== null && rulebook.answer !== null;
  return (
    <Screen title={tell('services.title')} lede={organiser && say(organiser.name)} wide>
      <Places at="services" />
      <AgeOf reading={failed} />
      {!isRead && failed.failure === null && <Busy what={tell('services.loading')} />}
      {services.answer?.length === 0 && (
        <Empty title={tell('services.none')}>
          <p>{tell('services.noneNext')}</p>
        </Empty>
      )}
      {services.answer && rulebook.answer && services.answer.length > 0 && (
        <Ledger
          caption={tell('services.title')}
          columns={columns(rulebook.answer)}
          rows={services.answer}
          keyOf={({ id }) => id}
          sortedBy={{ key: 'inForce', descending: false }}
        />
      )}
      <div class="buttons">
        <Button href="/services/new">{tell('services.add')}</Button>
      </div>
    </Screen>
  );
}

function columns(rulebook: Rulebook): [Column<ServiceChoice>, ...Column<ServiceChoice>[]] {
  return [
    {
      key: 'name',
      title: tell('services.name'),
      cell: ({ id, name }) => (
        <a class="row-link" href={`/rulebook/${id}`}>
          {say(name)}
        </a>
      ),
      order: ({ name }) => say(name),
    },
    {
      key: 'unit',
      title: tell('services.unit'),
      cell: ({ unit }) => tell(`per.${unit}`),
      order: ({ unit }) => tell(`per.${unit}`),
    },
    {
      key: 'arranging',
      title: tell('ways.title'),
      cell: ({ terms }) => terms?.arranging.map((way) => tell(`ways.${way}`)).join(', ') || '–',
    },
    {
      key: 'inForce',
      title: tell('services.inForce'),
      cell: (service) => inForce(service),
      // What the organiser offers comes before what it does not.
      order: ({ terms, name }) => `${terms ? 0 : 1} ${say(name)}`,
    },
    { key: 'next', title: tell('services.next'), cell: (service) => <NextChange of={service} rulebook={rulebook} /> },
  ];
}

function inForce({ terms, unit }: ServiceChoice) {
  return terms ? serviceGist(terms, unit) : <span class="soft">{tell('services.notOffered')}</span>;
}

function NextChange({ of, rulebook }: { of: ServiceChoice; rulebook: Rulebook }) {
  const next = nextChange(serviceParts(rulebook, of.id), today());
  if (!next) return <span class="soft">{tell('services.noChange')}</span>;
  const day = shortDay(next.day);
  if (!next.version) return <>{tell('services.ends', { day })}</>;
  return <>{tell('services.changes', { day, gist: serviceGist(next.version.terms, of.unit) })}</>;
}
