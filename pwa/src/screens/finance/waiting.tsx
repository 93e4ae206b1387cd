/** Finance's home: how much waits for her, and the way to it. */
import type { LateSummary, ReviewSummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Empty } from '../../parts/empty';
import { Figures } from '../../parts/figures';
import { useLive } from '../../parts/live';
import { useReading } from '../../parts/reading';
import { euros } from '../../words/amounts';
import { count, shortDay } from '../../words/formats';
import { tell } from '../../words/review';

export function Waiting() {
  const reading = useReading<ReviewSummary>('/api/review/summary');
  const late = useReading<LateSummary>('/api/late-records/summary');
  useLive(null, () => {
    reading.again();
    late.again();
  });
  const waits = reading.answer;
  const changed = late.answer?.visits ?? 0;
  return (
    <section class="part" aria-labelledby="waits">
      <h2 id="waits">{tell('review.waits')}</h2>
      <AgeOf reading={reading} />
      {waits === null && reading.failure === null && <Busy what={tell('review.loading')} />}
      {waits?.visits === 0 && (
        <Empty title={tell('review.none')} icon="check">
          <p>{tell('review.noneNext')}</p>
        </Empty>
      )}
      {waits && waits.visits > 0 && (
        <Figures
          figures={[
            [count(waits.visits - waits.asked), tell('review.visits')],
            [count(waits.asked), tell('review.asked')],
            [euros(waits.organiserCents), tell('review.cents')],
            [waits.oldestDay ? shortDay(waits.oldestDay) : '–', tell('review.oldest')],
          ]}
        />
      )}
      {changed > 0 && (
        <p>
          <a href="/review/changed">{tell('review.changedSince', { count: changed })}</a>
        </p>
      )}
      {waits && (
        <div class="buttons">
          <Button kind={waits.visits > waits.asked ? 'primary' : 'quiet'} icon="eye" href="/review">
            {tell('review.open')}
          </Button>
        </div>
      )}
    </section>
  );
}
