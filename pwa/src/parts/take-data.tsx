/** Downloads all that is held of a client: as one file for herself, or as an archive with photos and papers (GDPR art. 15, 20). */
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import { today } from '../words/formats';
import { type TakeKey, tell } from '../words/take';
import { Busy } from './busy';
import { Button } from './button';
import { giveFile } from './give-file';
import { Notice } from './notice';
import { FailureView } from './problem';
import { saveFile } from './save-file';
import { useSending } from './sending';

/** Ten thousand visits come in less than a minute; a slow line takes longer. */
const WAIT_MS = 600_000;

interface TakeDataProps {
  client: string;
  /** Who takes it: she herself, who stands for her by law, or an official who hands it to her. */
  by: 'herself' | 'representative' | 'official';
}

const SAID: Record<TakeDataProps['by'], { title: TakeKey; what: TakeKey; file: TakeKey }> = {
  herself: { title: 'takeout.title', what: 'takeout.what', file: 'takeout.file' },
  representative: { title: 'takeout.titleOf', what: 'takeout.whatOf', file: 'takeout.fileOf' },
  official: { title: 'takeout.official', what: 'takeout.officialWhat', file: 'takeout.fileOf' },
};

export function TakeData({ client, by }: TakeDataProps) {
  const { busy, failure, send } = useSending();
  const [isDone, setDone] = useState(false);
  const said = SAID[by];
  const file = `${tell(said.file)}-${today()}`;

  const take = async (work: () => Promise<boolean>) => {
    setDone(false);
    let isGiven = false;
    const isSent = await send(async () => {
      isGiven = await work();
    });
    setDone(isSent && isGiven);
  };
  const takeDocument = async () => {
    // Read whole before it is given: what was cut on the way is no document.
    const all = await ask<unknown>('GET', `/api/clients/${client}/data`, undefined, { waitMs: WAIT_MS });
    return giveFile(`${file}.json`, JSON.stringify(all, null, 2));
  };
  const takeArchive = async () => {
    const path = `/api/clients/${client}/export`;
    const all = await ask<Blob>('GET', path, undefined, { waitMs: WAIT_MS, isFile: true });
    saveFile(`${file}.zip`, all, 'application/zip');
    return true;
  };

  return (
    <section class="part" aria-labelledby="take-data">
      <h2 id="take-data">{tell(said.title)}</h2>
      <p>{tell(said.what)}</p>
      {failure !== null && <FailureView failure={failure} />}
      {isDone && (
        <Notice kind="done" title={tell('takeout.done')}>
          <p>{tell('takeout.doneNext')}</p>
        </Notice>
      )}
      {busy && <Busy what={tell('takeout.fetching')} />}
      <div class="buttons">
        {by === 'official' ? (
          <Button busy={busy} onClick={() => void take(takeArchive)}>
            {tell('takeout.officialButton')}
          </Button>
        ) : (
          <>
            <Button wide busy={busy} onClick={() => void take(takeDocument)}>
              {tell('takeout.own')}
            </Button>
            <Button wide kind="plain" busy={busy} onClick={() => void take(takeArchive)}>
              {tell('takeout.withPhotos')}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
