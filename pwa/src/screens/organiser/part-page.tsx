/** One part of the rulebook: its versions in time, the way to a new one, and the way back from one not yet in force. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { Rulebook, RulebookPart, ServiceChoice } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { say } from '../../words';
import { shortDay, today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { generalGist, serviceGist } from './gist';
import { generalParts, type PartName, serviceParts, useRulebook, useServices } from './rulebook-reading';
import { axisOf, stateOn } from './spans';
import { daysSaid, Timeline, TimelineScale, type TimelineVersion } from './timeline';

export function PartPage({ part }: { part: PartName }) {
  const rulebook = useRulebook();
  const services = useServices();
  const service = services.answer?.find(({ id }) => id === part) ?? null;
  const isRead = rulebook.answer !== null && services.answer !== null;
  const failed = services.failure === null ? rulebook : services;
  const name = part === 'general' ? tell('general.title') : service ? say(service.name) : tell('rulebook.title');
  return (
    <Screen
      title={name}
      lede={
        service ? tell('part.unit', { unit: tell(`per.${service.unit}`) }) : part === 'general' && tell('general.lede')
      }
      back="/rulebook"
    >
      <AgeOf reading={failed} />
      {!isRead && failed.failure === null && <Busy what={tell('rulebook.loading')} />}
      {rulebook.answer && isRead && (
        <Versions
          part={part}
          name={name}
          versions={versionsOf(rulebook.answer, part, service)}
          onWithdrawn={() => {
            rulebook.again();
            services.again();
          }}
        />
      )}
      {service && <Tasks of={service} />}
    </Screen>
  );
}

type Version = RulebookPart & TimelineVersion;

function versionsOf(rulebook: Rulebook, part: PartName, service: ServiceChoice | null): Version[] {
  const href = (id: string) => `/rulebook/${part}/${id}`;
  if (part === 'general') {
    return generalParts(rulebook).map((one) => ({ ...one, href: href(one.id), gist: generalGist(one.terms) }));
  }
  const unit = service?.unit ?? 'hour';
  return serviceParts(rulebook, part).map((one) => ({
    ...one,
    href: href(one.id),
    gist: serviceGist(one.terms, unit),
  }));
}

interface VersionsProps {
  part: PartName;
  name: string;
  versions: Version[];
  onWithdrawn: () => void;
}

function Versions({ part, name, versions, onWithdrawn }: VersionsProps) {
  const coming = versions.filter(({ canWithdraw }) => canWithdraw);
  const axis = axisOf(versions, today());
  const enter = (
    <Button kind="primary" href={`/rulebook/${part}/new`}>
      {tell('part.enter')}
    </Button>
  );
  if (versions.length === 0) {
    return (
      <Empty title={tell('timeline.none')} action={enter}>
        {part !== 'general' && <p>{tell('timeline.noneNext')}</p>}
      </Empty>
    );
  }
  return (
    <>
      {!versions.some((version) => stateOn(today(), version) === 'in-force') && (
        <Notice kind="warn" title={tell('part.nothingToday')} announced={false}>
          <p>{tell(part === 'general' ? 'part.nothingTodayGeneral' : 'part.nothingTodayNext')}</p>
        </Notice>
      )}
      <section class="part" aria-labelledby="versions">
        <div class="part-head">
          <h2 id="versions">{tell('part.versions')}</h2>
          {enter}
        </div>
        <TimelineScale axis={axis} />
        <Timeline of={name} versions={versions} axis={axis} />
      </section>
      {coming.map((version) => (
        <Withdrawal key={version.id} version={version} onDone={onWithdrawn} />
      ))}
    </>
  );
}

/** A change to come can be taken back until the day it begins. */
function Withdrawal({ version, onDone }: { version: Version; onDone: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, fail] = useState<unknown>(null);
  const withdraw = async () => {
    setBusy(true);
    fail(null);
    try {
      await ask('POST', `/api/rulebook/parts/${version.id}/withdrawal`, {});
      onDone();
    } catch (cause) {
      fail(cause);
    } finally {
      setBusy(false);
    }
  };
  if (!isAsked) {
    return (
      <div class="buttons">
        <Button onClick={() => setAsked(true)}>{tell('withdraw.offer', { day: shortDay(version.firstDay) })}</Button>
      </div>
    );
  }
  return (
    <>
      <Notice
        kind="warn"
        focused
        title={tell('withdraw.ask', { days: daysSaid(version) })}
        action={
          <div class="buttons">
            <Button busy={isBusy} onClick={() => void withdraw()}>
              {tell('withdraw.yes')}
            </Button>
            <Button kind="plain" onClick={() => setAsked(false)}>
              {tell('withdraw.no')}
            </Button>
          </div>
        }
      >
        <p>{tell('withdraw.means')}</p>
      </Notice>
      {failure !== null && <FailureView failure={failure} onRetry={() => void withdraw()} />}
    </>
  );
}

function Tasks({ of }: { of: ServiceChoice }) {
  if (of.tasks.length === 0) return null;
  return (
    <section class="part" aria-labelledby="tasks">
      <h2 id="tasks">{tell('part.tasks')}</h2>
      <p class="soft">{tell('part.tasksWhat')}</p>
      <ul class="plain-list">
        {of.tasks.map(({ slug, name }) => (
          <li key={slug}>{say(name)}</li>
        ))}
      </ul>
    </section>
  );
}
