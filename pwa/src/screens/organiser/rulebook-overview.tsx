/** The whole rulebook on one line of time: the general part and each service's, past, in force and to come. */

import type { Rulebook, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Screen } from '../../parts/screen';
import { session } from '../../session';
import { say } from '../../words';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { generalGist, serviceGist } from './gist';
import { Places } from './places';
import { generalParts, serviceParts, useRulebook, useServices } from './rulebook-reading';
import { type Axis, axisOf } from './spans';
import { Timeline, TimelineScale, type TimelineVersion } from './timeline';

export function RulebookOverview() {
  const rulebook = useRulebook();
  const services = useServices();
  const organiser = session.value?.organiser;
  const failed = services.failure === null ? rulebook : services;
  return (
    <Screen title={tell('rulebook.title')} lede={organiser && say(organiser.name)} wide>
      <Places at="rulebook" />
      <AgeOf reading={failed} />
      {!(rulebook.answer && services.answer) && failed.failure === null && <Busy what={tell('rulebook.loading')} />}
      {rulebook.answer && services.answer && <Parts rulebook={rulebook.answer} services={services.answer} />}
    </Screen>
  );
}

function Parts({ rulebook, services }: { rulebook: Rulebook; services: ServiceChoice[] }) {
  const axis = axisOf(rulebook.parts, today());
  const offered = services.filter(({ id }) => rulebook.parts.some(({ service }) => service === id));
  const general = generalParts(rulebook).map((part) => ({
    ...part,
    href: `/rulebook/general/${part.id}`,
    gist: generalGist(part.terms),
  }));
  return (
    <>
      <p class="soft">{tell('rulebook.what')}</p>
      <TimelineScale axis={axis} />
      <PartLine name={tell('general.title')} href="/rulebook/general" versions={general} axis={axis} />
      {offered.map(({ id, name, unit }) => (
        <PartLine
          key={id}
          name={say(name)}
          href={`/rulebook/${id}`}
          axis={axis}
          versions={serviceParts(rulebook, id).map((part) => ({
            ...part,
            href: `/rulebook/${id}/${part.id}`,
            gist: serviceGist(part.terms, unit),
          }))}
        />
      ))}
      {offered.length === 0 && (
        <Empty title={tell('rulebook.none')}>
          <p>{tell('rulebook.noneNext')}</p>
        </Empty>
      )}
    </>
  );
}

interface PartLineProps {
  name: string;
  href: string;
  versions: TimelineVersion[];
  axis: Axis;
}

function PartLine({ name, href, versions, axis }: PartLineProps) {
  return (
    <section class="part part-line" aria-label={name}>
      <h2>
        <a class="row-link" href={href}>
          {name}
        </a>
      </h2>
      {versions.length === 0 ? (
        <p class="soft">{tell('timeline.none')}</p>
      ) : (
        <Timeline of={name} versions={versions} axis={axis} />
      )}
    </section>
  );
}
