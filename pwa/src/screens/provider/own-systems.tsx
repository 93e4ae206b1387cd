/** The keys by which the provider's own systems come in: made and shown once, watched, ended. */
import type { ProviderKeySummary } from '../../api/schema';
import { AgeOf } from '../../parts/age';
import { Busy } from '../../parts/busy';
import { Card } from '../../parts/card';
import { useReading } from '../../parts/reading';
import { Screen } from '../../parts/screen';
import { moment } from '../../words/formats';
import { tell } from '../../words/own-systems';
import { EndKey } from './end-key';
import { MakeKey } from './make-key';
import { WorkerIds } from './worker-ids';

export default function OwnSystems() {
  const reading = useReading<ProviderKeySummary[]>('/api/provider/keys');
  const keys = reading.answer ?? [];
  const ended = keys.filter(({ endedAt }) => endedAt !== null);
  const open = keys.filter(({ endedAt }) => endedAt === null);
  return (
    <Screen title={tell('ownSystems.title')} lede={tell('ownSystems.what')} back="/">
      <MakeKey onMade={reading.again} />
      <section class="part" aria-labelledby="keys">
        <h2 id="keys">{tell('keys.title')}</h2>
        <AgeOf reading={reading} />
        {reading.answer === null && reading.failure === null && <Busy what={tell('keys.loading')} />}
        {reading.answer !== null && open.length === 0 && <p class="soft">{tell('keys.none')}</p>}
        {open.map((key) => (
          <Card key={key.id} title={key.name}>
            <p>{usedSaid(key)}</p>
            <p class="soft">{madeSaid(key)}</p>
            <EndKey of={key} onEnded={reading.again} />
          </Card>
        ))}
        {ended.length > 0 && (
          <details>
            <summary>{tell('keys.ended')}</summary>
            {ended.map((key) => (
              <Card key={key.id} title={key.name}>
                {key.endedAt && <p>{tell('keys.endedAt', { moment: moment(key.endedAt) })}</p>}
                <p class="soft">{madeSaid(key)}</p>
              </Card>
            ))}
          </details>
        )}
      </section>
      <WorkerIds />
    </Screen>
  );
}

function usedSaid({ lastUsedAt }: ProviderKeySummary): string {
  return lastUsedAt === null ? tell('keys.neverUsed') : tell('keys.lastUsed', { moment: moment(lastUsedAt) });
}

function madeSaid({ madeBy, madeAt }: ProviderKeySummary): string {
  return tell('keys.madeBy', { name: madeBy, moment: moment(madeAt) });
}
