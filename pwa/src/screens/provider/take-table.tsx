/** Downloads a table for a spreadsheet or another program, and says that it has been. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { saveFile } from '../../parts/save-file';
import { useSending } from '../../parts/sending';
import { language } from '../../words';

interface TakeTableProps {
  path: string;
  /** The file's name without its ending. */
  name: string;
  words: { take: string; taken: string; next: string };
  onTaken: () => void;
}

export function TakeTable({ path, name, words, onTaken }: TakeTableProps) {
  const { busy, failure, send } = useSending();
  const [isTaken, setTaken] = useState(false);
  const take = async () => {
    setTaken(false);
    const isSent = await send(async () => {
      const table = await ask<Blob>('GET', `${path}&language=${language.value}`, undefined, { isFile: true });
      saveFile(`${name}.csv`, table);
    });
    setTaken(isSent);
    if (isSent) onTaken();
  };
  return (
    <div class="part">
      {failure !== null && <FailureView failure={failure} />}
      {isTaken && (
        <Notice kind="done" title={words.taken}>
          <p>{words.next}</p>
        </Notice>
      )}
      <div class="buttons">
        <Button kind="primary" busy={busy} onClick={() => void take()}>
          {words.take}
        </Button>
      </div>
    </div>
  );
}
