/** What waits on the workers' phones, known before it comes; a phone from which nothing is missing needs no words. */
import type { PhoneSummary } from '../../api/schema';
import { Notice } from '../../parts/notice';
import type { Reading } from '../../parts/reading';
import { moment } from '../../words/formats';
import { tell } from '../../words/provider';

export function Phones({ reading }: { reading: Reading<PhoneSummary[]> }) {
  const phones = reading.answer;
  if (phones === null) return null;
  const waiting = phones.filter(({ notSent }) => notSent > 0);
  return (
    <section class="part" aria-labelledby="phones">
      <div class="part-head">
        <h2 id="phones">{tell('phones.title')}</h2>
        {phones.length > 0 && <p class="soft">{tell('phones.count', { count: phones.length })}</p>}
      </div>
      {phones.length === 0 && <p class="soft">{tell('phones.none')}</p>}
      {phones.length > 0 && waiting.length === 0 && <p>{tell('phones.allCame')}</p>}
      {waiting.map(({ id, workerName, notSent, lastContactAt }) => (
        <Notice
          key={id}
          kind="warn"
          announced={false}
          title={tell('phones.waits', { name: workerName, count: notSent })}
        >
          <p>{tell('phones.lastContact', { moment: moment(lastContactAt) })}</p>
        </Notice>
      ))}
      {waiting.length > 0 && <p class="soft">{tell('phones.next')}</p>}
    </section>
  );
}
