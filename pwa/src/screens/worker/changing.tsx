/** What a worker can do with her own visit: correct it, take it back in two taps, undo either. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { discard, LONGEST_REASON, sendAnew, undo, withdraw } from '../../offline/correcting';
import type { OwnVisit } from '../../offline/own-visit';
import type { OutboxEntry } from '../../offline/store';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { ProblemView, slugIn } from '../../parts/problem';
import { tell } from '../../words/recorded';
import { type Saving, useSaving, WhyNotSaved } from './saving';

/** The reasons heard most; like those of tasks they travel as slugs, and other words as she wrote them. */
const REASONS = ['wrongClient', 'didNotHappen', 'recordedTwice'] as const;

export function Changing({ visit }: { visit: OwnVisit }) {
  const isAsking = useSignal(false);
  const wasAsked = useSignal(false);
  const saving = useSaving();
  const ask = (asking: boolean): void => {
    isAsking.value = asking;
    wasAsked.value = true;
  };
  const undoing = () => void saving.save(() => undo(visit));
  if (isAsking.value && !visit.isWithdrawn) return <Why visit={visit} saving={saving} onEnd={() => ask(false)} />;
  return (
    <>
      <WhyNotSaved saving={saving} />
      <div class="buttons">
        {visit.isWithdrawn ? (
          <Button focused={wasAsked.value} busy={saving.busy.value} onClick={undoing}>
            {tell('correcting.putBack')}
          </Button>
        ) : (
          <>
            <Button href={`/correct/${visit.id}`}>{tell('correcting.correct')}</Button>
            <Button focused={wasAsked.value} onClick={() => ask(true)}>
              {tell('correcting.withdraw')}
            </Button>
            {visit.before && (
              <Button busy={saving.busy.value} onClick={undoing}>
                {tell('correcting.restore')}
              </Button>
            )}
          </>
        )}
      </div>
    </>
  );
}

function Why({ visit, saving, onEnd }: { visit: OwnVisit; saving: Saving; onEnd: () => void }) {
  const other = useSignal('');
  const isMissing = useSignal(false);
  const question = useRef<HTMLDivElement>(null);
  // The question with its answers, not its first line above the edge of a small screen.
  useEffect(() => question.current?.scrollIntoView(), []);
  const take = (reason: string) => async (): Promise<void> => {
    isMissing.value = !reason.trim();
    if (isMissing.value) return;
    const isSaved = await saving.save(async () => {
      await withdraw(visit, reason);
      return null;
    });
    if (isSaved) onEnd();
  };
  return (
    <div ref={question} class="part">
      <Notice kind="warn" focused title={tell('correcting.why')}>
        <p>{tell('correcting.whyMeans')}</p>
      </Notice>
      <WhyNotSaved saving={saving} />
      <div class="choices">
        {REASONS.map((reason) => (
          <Button key={reason} busy={saving.busy.value} onClick={take(reason)}>
            {tell(`correcting.${reason}`)}
          </Button>
        ))}
        <Field
          label={tell('correcting.otherReason')}
          value={other.value}
          maxLength={LONGEST_REASON}
          error={isMissing.value ? tell('correcting.otherMissing') : null}
          onInput={(words) => {
            other.value = words;
          }}
        />
        <Button busy={saving.busy.value} onClick={take(other.value)}>
          {tell('correcting.withdrawNow')}
        </Button>
        <Button kind="plain" onClick={onEnd}>
          {tell('correcting.keep')}
        </Button>
      </div>
    </div>
  );
}

/** A change that the server refused: the visit stands without it, and she sends it again or lets it go. */
export function RefusedChange({ change, isWorth }: { change: OutboxEntry; isWorth: (slug: string) => boolean }) {
  const saving = useSaving();
  const act = (work: (id: string) => Promise<void>) => () =>
    void saving.save(async () => {
      await work(change.id);
      return null;
    });
  const isWithdrawal = change.mutation.name === 'withdraw_visit';
  return (
    <>
      <p>{tell(isWithdrawal ? 'correcting.withdrawalRefused' : 'correcting.refused')}</p>
      {change.problem && <ProblemView problem={change.problem} />}
      <WhyNotSaved saving={saving} />
      <div class="buttons">
        {change.problem && isWorth(slugIn(change.problem)) && (
          <Button onClick={act(sendAnew)}>{tell('recorded.sendAnew')}</Button>
        )}
        <Button onClick={act(discard)}>{tell('correcting.forget')}</Button>
      </div>
    </>
  );
}
