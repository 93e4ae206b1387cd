/** The ids by which a provider's own system names its workers, to be taken along as a list. */
import { useState } from 'preact/hooks';
import type { WorkerOfProvider } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Button } from '../../parts/button';
import { copied } from '../../parts/clipboard';
import { useReading } from '../../parts/reading';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/own-systems';

export function WorkerIds() {
  const reading = useReading<WorkerOfProvider[]>('/api/provider/workers');
  const [said, say] = useState('');
  const workers = reading.answer ?? [];
  const copy = async () => say((await copied(asList(workers))) ? tell('keys.copied') : tell('workers.notCopied'));
  return (
    <details class="part">
      <summary>{tell('workers.title')}</summary>
      <p class="soft">{tell('workers.what')}</p>
      <AgeOf reading={reading} />
      <dl class="worker-ids">
        {workers.map(({ id, name, firstDay, lastDay }) => (
          <div key={`${id} ${firstDay}`}>
            <dt>{name}</dt>
            <dd>
              <code>{id}</code>
            </dd>
            {lastDay && <dd class="soft">{tell('workers.left', { day: shortDay(lastDay) })}</dd>}
          </div>
        ))}
      </dl>
      {workers.length > 0 && (
        <div class="buttons">
          <Button onClick={() => void copy()}>{tell('workers.copy')}</Button>
        </div>
      )}
      <p role="status">{said}</p>
    </details>
  );
}

/** One line a worker, as a spreadsheet takes it in. */
function asList(workers: WorkerOfProvider[]): string {
  return workers.map(({ id, name }) => `${id}\t${name}`).join('\n');
}
