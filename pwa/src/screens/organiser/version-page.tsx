/** One version of a part of the rulebook, every term of it in words. */

import type { Rulebook, RulebookPart, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Screen } from '../../parts/screen';
import type { PriceTerms } from '../../rules/price';
import { say } from '../../words';
import { dayOf, shortDay, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { TermRows } from './rows';
import { generalOn, generalParts, type PartName, serviceParts, useRulebook, useServices } from './rulebook-reading';
import type { Row, Section } from './said';
import { generalRows, serviceRows } from './said-terms';
import { type Days, stateOn } from './spans';
import { daysSaid, StateMark } from './timeline';
import { WeekGrid } from './week-grid';

const SECTIONS: readonly Section[] = [
  'value',
  'settlement',
  'arranging',
  'income',
  'meansTest',
  'quantity',
  'fee',
  'recording',
  'cancellation',
  'deviations',
  'attachments',
];

export function VersionPage({ part, version }: { part: PartName; version: string }) {
  const rulebook = useRulebook();
  const services = useServices();
  const found = rulebook.answer?.parts.find(({ id }) => id === version) ?? null;
  const service = services.answer?.find(({ id }) => id === part) ?? null;
  const isKnown = rulebook.answer !== null && services.answer !== null;
  const title = part === 'general' ? tell('general.title') : service ? say(service.name) : tell('rulebook.title');
  return (
    <Screen title={title} lede={found && daysSaid(found)} back={`/rulebook/${part}`} wide>
      <AgeOf reading={rulebook} />
      {!isKnown && rulebook.failure === null && <Busy what={tell('rulebook.loading')} />}
      {isKnown && !found && (
        <Empty title={tell('version.gone')}>
          <p>{tell('version.goneNext')}</p>
        </Empty>
      )}
      {rulebook.answer && services.answer && found && (
        <Version rulebook={rulebook.answer} found={found} service={service} />
      )}
    </Screen>
  );
}

interface VersionProps {
  rulebook: Rulebook;
  found: RulebookPart;
  service: ServiceChoice | null;
}

function Version({ rulebook, found, service }: VersionProps) {
  const rows = service ? serviceVersionRows(rulebook, found.id, service) : generalVersionRows(rulebook, found.id);
  const price = service ? priceIn(rulebook, found.id, service.id) : null;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{tell('version.state')}</dt>
          <dd>
            <StateMark state={stateOn(today(), found)} />
          </dd>
        </div>
        <div>
          <dt>{tell('version.source')}</dt>
          <dd>{found.source}</dd>
        </div>
        <div>
          <dt>{tell('version.entered')}</dt>
          <dd>
            {tell('version.enteredBy', {
              day: shortDay(dayOf(found.enteredAt)),
              who: found.enteredBy ?? tell('version.byInstallation'),
            })}
          </dd>
        </div>
      </dl>
      <div class="term-sections">
        {SECTIONS.filter((section) => rows.some((row) => row.section === section)).map((section) => (
          <section key={section} class="card" aria-labelledby={`section-${section}`}>
            <h2 id={`section-${section}`}>{tell(`section.${section}`)}</h2>
            {section === 'value' && price?.timetable && <WeekGrid price={price} timetable={price.timetable} />}
            <TermRows rows={rows} section={section} />
          </section>
        ))}
      </div>
    </>
  );
}

function serviceVersionRows(rulebook: Rulebook, version: string, service: ServiceChoice): Row[] {
  const part = serviceParts(rulebook, service.id).find(({ id }) => id === version);
  return part ? serviceRows(part.terms, service.unit, generalOn(rulebook, dayWithin(part))) : [];
}

/** Today where the version holds, else its day next to today. */
function dayWithin({ firstDay, lastDay }: Days): string {
  if (today() < firstDay) return firstDay;
  return lastDay !== null && lastDay < today() ? lastDay : today();
}

function generalVersionRows(rulebook: Rulebook, version: string): Row[] {
  const part = generalParts(rulebook).find(({ id }) => id === version);
  return part ? generalRows(part.terms) : [];
}

function priceIn(rulebook: Rulebook, version: string, service: string): PriceTerms | null {
  return serviceParts(rulebook, service).find(({ id }) => id === version)?.terms.value ?? null;
}
