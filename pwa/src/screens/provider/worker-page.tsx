/** One worker: a phone is taken into use, a lost one is closed, and until when she works. */
import type { EmploymentSummary, PhoneSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import type { Reading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { moment } from '../../words/formats';
import { tell } from '../../words/workers';
import { EndEmployment } from './end-employment';
import { EnrolPhone } from './enrol-phone';
import { LosePhone } from './lose-phone';
import { holdsToday, worksSaid } from './workers';

interface WorkerPageProps {
  of: EmploymentSummary | undefined;
  reading: Reading<EmploymentSummary[]>;
  phones: Reading<PhoneSummary[]>;
  onChanged: () => void;
}

export function WorkerPage({ of: employment, reading, phones, onChanged }: WorkerPageProps) {
  if (!employment) {
    return (
      <Screen title={tell('staff.title')} back="/workers">
        <AgeOf reading={reading} />
        {reading.answer !== null && <Empty title={tell('staff.notFound')} icon="person" />}
        {reading.answer === null && reading.failure === null && <Busy what={tell('staff.loading')} />}
      </Screen>
    );
  }
  const hers = (phones.answer ?? []).filter(({ worker }) => worker === employment.worker);
  return (
    <Screen title={employment.name} lede={worksSaid(employment)} back="/workers">
      <section class="part" aria-labelledby="her-phones">
        <h2 id="her-phones">{tell('phone.title')}</h2>
        <AgeOf reading={phones} />
        {holdsToday(employment) && <EnrolPhone employment={employment} onUsed={onChanged} />}
        {phones.answer !== null && hers.length === 0 && <p class="soft">{tell('staff.noPhone')}</p>}
        {hers.map((phone) => (
          <Card key={phone.id} title={standingSaid(phone)}>
            <p>{tell('phone.contact', { moment: moment(phone.lastContactAt) })}</p>
            {phone.notSent > 0 && <p>{tell('phone.waits', { count: phone.notSent })}</p>}
            {phone.lostAt !== null && <p class="soft">{tell('phone.foundNext')}</p>}
            <LosePhone phone={phone} onChanged={onChanged} />
          </Card>
        ))}
      </section>
      <section class="part" aria-labelledby="her-employment">
        <h2 id="her-employment">{tell('employment.title')}</h2>
        <p>{worksSaid(employment)}</p>
        <EndEmployment employment={employment} onChanged={onChanged} />
      </section>
    </Screen>
  );
}

function standingSaid({ lostAt }: PhoneSummary): string {
  return lostAt === null ? tell('phone.inUse') : tell('phone.isLost', { moment: moment(lostAt) });
}
