/** Decisions and vouchers from the county's own client system: a file is checked at once, and brought in when it is right. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Offline, Problem } from '../../api/client';
import type { ImportOutcome } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { saveFile } from '../../parts/save-file';
import { Screen } from '../../parts/screen';
import { sessionEnded } from '../../session';
import { t } from '../../words';
import { today } from '../../words/formats';
import { tell } from '../../words/import';
import { exampleFile, type Opened, opened, pasted } from './import-file';
import { BadRows } from './import-rows';
import '../../style/import.css';
import '../../style/ledger.css';

/** The server takes no more (backend/imports/routes.py); told here, before it is sent for nothing. */
const LARGEST_BYTES = 20_000_000;
/** Fifty thousand rows over a slow line. */
const WAIT_MS = 180_000;

const TOO_LARGE = { type: '/problems/too-large', title: '', status: 413, detail: '', instance: '' };

interface Chosen {
  name: string;
  /** Null: a spreadsheet's own file. */
  file: Opened | null;
}

type Stage =
  | { at: 'trying' | 'tried' | 'bringing' | 'done' | 'spreadsheet'; outcome: ImportOutcome | null }
  | { at: 'failed'; outcome: ImportOutcome | null; failure: unknown; dryRun: boolean };

export default function Import() {
  const [chosen, choose] = useState<Chosen | null>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  /** An answer about a file that is no longer the chosen one says nothing. */
  const turn = useRef(0);

  const send = async ({ file }: Chosen, dryRun: boolean, before: ImportOutcome | null) => {
    turn.current += 1;
    const mine = turn.current;
    if (file === null) return setStage({ at: 'spreadsheet', outcome: null });
    setStage({ at: dryRun ? 'trying' : 'bringing', outcome: before });
    try {
      const body = { format: file.format, content: file.content };
      if (new Blob([JSON.stringify(body)]).size > LARGEST_BYTES) throw new Problem(TOO_LARGE);
      const outcome = await ask<ImportOutcome>('POST', `/api/imports?dryRun=${dryRun}`, body, { waitMs: WAIT_MS });
      if (mine === turn.current) setStage({ at: dryRun ? 'tried' : 'done', outcome });
    } catch (failure) {
      if (mine !== turn.current) return;
      if (failure instanceof Problem && failure.status === 401) sessionEnded();
      setStage({ at: 'failed', outcome: before, failure, dryRun });
    }
  };
  const check = (next: Chosen) => {
    choose(next);
    void send(next, true, null);
  };
  const outcome = stage?.outcome ?? null;
  const canBring = stage?.at === 'tried' && outcome !== null && outcome.problems.length === 0 && outcome.new > 0;
  return (
    <Screen
      title={tell('import.title')}
      lede={tell('import.lede')}
      back="/"
      wide
      action={
        chosen &&
        canBring && (
          <Button kind="primary" wide onClick={() => void send(chosen, false, outcome)}>
            {tell('import.bring', { count: outcome.new })}
          </Button>
        )
      }
    >
      {stage?.at !== 'bringing' && <FileChoice isFirst={chosen === null} onChosen={check} />}
      {chosen && stage && <StageView chosen={chosen} stage={stage} onSend={send} />}
    </Screen>
  );
}

interface StageViewProps {
  chosen: Chosen;
  stage: Stage;
  onSend: (chosen: Chosen, dryRun: boolean, before: ImportOutcome | null) => void;
}

function StageView({ chosen, stage, onSend }: StageViewProps) {
  const { outcome } = stage;
  if (stage.at === 'trying') return <Busy what={tell('import.trying', { name: chosen.name })} />;
  if (stage.at === 'bringing') return <Busy what={tell('import.bringing', { count: outcome?.new ?? 0 })} />;
  if (stage.at === 'spreadsheet') {
    return (
      <Notice kind="refused" title={tell('import.spreadsheet')}>
        <p>{tell('import.spreadsheetNext')}</p>
      </Notice>
    );
  }
  if (stage.at === 'failed') {
    const { failure, dryRun } = stage;
    // What has changed since the file was checked shows when it is checked again.
    const isStale = failure instanceof Problem && failure.slug === 'rows-cannot-be-imported';
    const again = () => onSend(chosen, dryRun || isStale, outcome);
    if (!(failure instanceof Offline)) return <FailureView failure={failure} onRetry={again} />;
    return (
      <>
        <FailureView failure={failure} />
        {!dryRun && <p>{tell('import.unsure')}</p>}
        <p>
          <Button onClick={again}>{t('action.retry')}</Button>
        </p>
      </>
    );
  }
  if (outcome === null) return null;
  return <Told chosen={chosen} outcome={outcome} isDone={stage.at === 'done'} />;
}

function Told({ chosen, outcome, isDone }: { chosen: Chosen; outcome: ImportOutcome; isDone: boolean }) {
  const { problems } = outcome;
  return (
    <div class="part">
      {isDone ? (
        <Notice kind="done" focused title={tell('import.done', { count: outcome.new })}>
          <p>{summaryOf(outcome)}</p>
          <p>{tell('import.doneNext')}</p>
        </Notice>
      ) : problems.length > 0 ? (
        <Notice
          kind="refused"
          title={outcome.badRows > 0 ? tell('import.bad', { count: outcome.badRows }) : tell('import.badFile')}
        >
          {outcome.new > 0 && (
            <p>
              {tell('import.rows', { count: outcome.rows })}: {summaryOf(outcome)}
            </p>
          )}
          <p>{tell('import.badNext')}</p>
        </Notice>
      ) : (
        <Notice kind="info" title={tell(outcome.new > 0 ? 'import.ready' : 'import.nothingNew')}>
          <p>{summaryOf(outcome)}</p>
          {outcome.new > 0 && <p>{tell('import.keeps')}</p>}
        </Notice>
      )}
      {chosen.file?.charset === 'windows-1252' && <p>{tell('import.windows1252')}</p>}
      {outcome.unreadColumns.length > 0 && (
        <p>{tell('import.unread', { columns: outcome.unreadColumns.join(', ') })}</p>
      )}
      {problems.length > 0 && <BadRows problems={problems} more={outcome.moreProblems} />}
    </div>
  );
}

function summaryOf(outcome: ImportOutcome): string {
  const newClients = outcome.newClients;
  const summary = tell('import.summary', {
    decisions: tell('import.decisions', { count: outcome.new }),
    clients: tell('import.clients', { count: outcome.clients }),
    newClients: newClients > 0 ? tell('import.newClients', { count: newClients }) : tell('import.noNewClients'),
  });
  return outcome.known > 0 ? `${summary} ${tell('import.known', { count: outcome.known })}` : summary;
}

function FileChoice({ isFirst, onChosen }: { isFirst: boolean; onChosen: (chosen: Chosen) => void }) {
  const [isOver, setOver] = useState(false);
  const [text, setText] = useState('');
  const [isEmpty, setEmpty] = useState(false);
  const open = async (file: File | undefined) => {
    if (!file) return;
    onChosen({ name: file.name, file: opened(file.name, new Uint8Array(await file.arrayBuffer())) });
  };
  useNoNavigationByDrop();
  return (
    <>
      <section
        class={isOver ? 'import-drop import-drop-over' : 'import-drop'}
        aria-label={tell('import.choose')}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void open(event.dataTransfer?.files[0]);
        }}
      >
        <p class="import-drop-words">{tell('import.drop')}</p>
        <label class="button button-quiet">
          <Icon name="send" />
          <span>{tell(isFirst ? 'import.choose' : 'import.chooseOther')}</span>
          <input
            class="for-ears"
            type="file"
            accept=".csv,.tsv,.txt,.json,text/csv,application/json"
            onChange={({ currentTarget }) => {
              const picked = currentTarget.files?.[0];
              // The same file may be chosen again once it has been mended.
              void open(picked).then(() => {
                currentTarget.value = '';
              });
            }}
          />
        </label>
        <p class="hint">{tell('import.nothingYet')}</p>
      </section>
      <details class="import-paste">
        <summary>{tell('import.paste')}</summary>
        <Field
          label={tell('import.pasteLabel')}
          value={text}
          onInput={setText}
          error={isEmpty && !text.trim() ? tell('import.pasteEmpty') : null}
          lines={6}
          spellcheck={false}
        />
        <Button
          onClick={() => {
            setEmpty(!text.trim());
            if (text.trim()) onChosen({ name: tell('import.pasted'), file: pasted(text) });
          }}
        >
          {tell('import.pasteCheck')}
        </Button>
      </details>
      <p class="import-example">
        <Button kind="plain" onClick={() => saveFile(tell('import.exampleName'), exampleFile(today()))}>
          {tell('import.example')}
        </Button>
        <span class="hint">{tell('import.exampleHint')}</span>
      </p>
    </>
  );
}

/** A file that misses its place would open in the browser, and the screen would be gone. */
function useNoNavigationByDrop(): void {
  useEffect(() => {
    const stay = (event: DragEvent) => event.preventDefault();
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, []);
}
