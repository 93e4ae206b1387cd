/** A viewing that looks unusual: what it is about, and what somebody found who looked into it. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { UnusualSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { whoSaid } from '../../parts/viewing-said';
import { moment, shortDay } from '../../words/formats';
import { tell } from '../../words/watch';

/** As the server takes it. */
const LONGEST_WORDS = 2000;

type Outcome = NonNullable<UnusualSummary['outcome']>;

export function UnusualViewing({ viewing, onChecked }: { viewing: UnusualSummary; onChecked: () => void }) {
  const [words, setWords] = useState(viewing.words);
  const [isTried, setTried] = useState(false);
  const [sending, setSending] = useState<Outcome | null>(null);
  const [failure, fail] = useState<unknown>(null);

  const mark = async (outcome: Outcome) => {
    setTried(true);
    if (words.trim() === '') return;
    setSending(outcome);
    fail(null);
    try {
      await ask('POST', `/api/unusual-viewings/${viewing.id}/check`, { outcome, words: words.trim() });
      onChecked();
    } catch (error) {
      fail(error);
    } finally {
      setSending(null);
    }
  };

  return (
    <li class="viewer">
      <h3>{tell(`watch.${viewing.kind}`)}</h3>
      <p>{aboutSaid(viewing)}</p>
      <Field
        label={tell('watch.found')}
        error={isTried && words.trim() === '' ? tell('watch.foundMissing') : null}
        value={words}
        onInput={setWords}
        lines={2}
        maxLength={LONGEST_WORDS}
      />
      {failure !== null && <FailureView failure={failure} />}
      <div class="buttons">
        {(['explained', 'misuse'] as const).map((outcome) => (
          <Button key={outcome} busy={sending === outcome} onClick={() => void mark(outcome)}>
            {tell(`watch.${outcome}`)}
            <span class="for-ears"> {viewing.viewerName}</span>
          </Button>
        ))}
      </div>
    </li>
  );
}

export function CheckedViewing({ viewing }: { viewing: UnusualSummary }) {
  const { checkedBy, checkedAt, outcome, words } = viewing;
  return (
    <li class="viewer">
      <h3>{tell(`watch.${viewing.kind}`)}</h3>
      <p>{aboutSaid(viewing)}</p>
      {checkedAt && outcome && (
        <p class="soft">
          {tell('watch.checkedBy', {
            name: checkedBy ?? '',
            moment: moment(checkedAt),
            outcome: tell(`watch.${outcome}`),
            words,
          })}
        </p>
      )}
    </li>
  );
}

function aboutSaid(viewing: UnusualSummary): string {
  const { viewerName: viewer, clientName: client, clients, entries } = viewing;
  const shared = { viewer, who: whoSaid(viewing), day: shortDay(viewing.day) };
  if (client === null) return tell('watch.ofMany', { ...shared, count: clients });
  return tell('watch.ofClient', { ...shared, client, times: tell('watch.times', { count: entries }) });
}
