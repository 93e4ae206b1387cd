/** The provider's workers: found by name, added, and each one's page for her phones and her employment. */
import { useState } from 'preact/hooks';
import type { EmploymentSummary, PhoneSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { holdsWords } from '../../parts/search';
import { shortDay, today } from '../../words/formats';
import { tell } from '../../words/workers';
import { AddWorker } from './add-worker';
import { WorkerPage } from './worker-page';

export default function Workers({ path }: { path: string }) {
  const employments = useReading<EmploymentSummary[]>('/api/provider/employments');
  const phones = useReading<PhoneSummary[]>('/api/phones');
  const again = (): void => {
    employments.again();
    phones.again();
  };
  const [, , chosen] = path.split('/');
  if (chosen) {
    const found = employments.answer?.find(({ id }) => id === chosen);
    return <WorkerPage key={chosen} of={found} reading={employments} phones={phones} onChanged={again} />;
  }
  return (
    <Screen title={tell('staff.title')} lede={tell('staff.lede')} back="/">
      <AddWorker onAdded={again} />
      <AgeOf reading={employments} />
      {employments.answer === null && employments.failure === null && <Busy what={tell('staff.loading')} />}
      {employments.answer && <Listed employments={employments.answer} phones={phones.answer ?? []} />}
    </Screen>
  );
}

function Listed({ employments, phones }: { employments: EmploymentSummary[]; phones: PhoneSummary[] }) {
  const [wanted, setWanted] = useState('');
  const found = employments.filter(({ name }) => holdsWords(wanted, [name]));
  const now = found.filter(holdsToday);
  const others = found.filter((one) => !holdsToday(one));
  return (
    <section class="part" aria-label={tell('staff.title')}>
      <Field type="search" label={tell('staff.search')} value={wanted} onInput={setWanted} />
      {found.length === 0 && <Empty title={tell(wanted ? 'staff.noneFound' : 'staff.none')} icon="person" />}
      <Rows employments={now} phones={phones} />
      {others.length > 0 && (
        <details open={wanted !== ''}>
          <summary>{tell('staff.left')}</summary>
          <Rows employments={others} phones={phones} />
        </details>
      )}
    </section>
  );
}

/** Whether an employment holds today. */
export function holdsToday({ firstDay, lastDay }: EmploymentSummary): boolean {
  return firstDay <= today() && (lastDay === null || today() <= lastDay);
}

/** From when to when somebody works. */
export function worksSaid({ firstDay, lastDay }: EmploymentSummary): string {
  if (lastDay === null) return tell('staff.since', { day: shortDay(firstDay) });
  return tell('staff.until', { first: shortDay(firstDay), last: shortDay(lastDay) });
}

function Rows({ employments, phones }: { employments: EmploymentSummary[]; phones: PhoneSummary[] }) {
  return (
    <ul class="people">
      {employments.map((one) => (
        <li key={one.id}>
          <a class="person" href={`/workers/${one.id}`}>
            <span>
              <strong>{one.name}</strong>
              <small>{holdsToday(one) ? phonesSaid(one, phones) : worksSaid(one)}</small>
            </span>
            <Icon name="forward" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function phonesSaid({ worker }: EmploymentSummary, phones: PhoneSummary[]): string {
  const count = phones.filter((phone) => phone.worker === worker && phone.lostAt === null).length;
  return count === 0 ? tell('staff.noPhone') : tell('staff.phones', { count });
}
