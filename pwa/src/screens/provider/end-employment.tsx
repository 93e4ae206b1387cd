/** Until when somebody works: a last day is chosen, changed, or taken back. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EmploymentSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { today } from '../../words/formats';
import { tell } from '../../words/workers';

export function EndEmployment({ employment, onChanged }: { employment: EmploymentSummary; onChanged: () => void }) {
  const [isAsked, setAsked] = useState(false);
  const [day, setDay] = useState(employment.lastDay ?? today());
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const end = async (lastDay: string | null): Promise<void> => {
    const path = `/api/provider/employments/${employment.id}/end`;
    if (!(await sending.send(() => ask<void>('POST', path, { lastDay })))) return;
    setAsked(false);
    onChanged();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (day) void end(day);
    else goToFirstWrong(form.current);
  };
  return (
    <>
      <div class="buttons">
        <Button onClick={() => setAsked(true)}>
          {tell(employment.lastDay === null ? 'employment.do' : 'employment.change')}
        </Button>
      </div>
      {isAsked && (
        <Dialog
          title={tell('employment.ask', { name: employment.name })}
          onClose={() => {
            setAsked(false);
            sending.forget();
          }}
        >
          <form class="part" ref={form} noValidate onSubmit={submit}>
            <p>{tell('employment.what')}</p>
            <Field
              type="date"
              label={tell('employment.lastDay')}
              value={day}
              error={day ? null : tell('staff.dayMissing')}
              onInput={setDay}
            />
            {sending.failure !== null && <FailureView failure={sending.failure} />}
            <Button kind="primary" type="submit" wide busy={sending.busy}>
              {tell(employment.lastDay === null ? 'employment.do' : 'employment.change')}
            </Button>
            {employment.lastDay !== null && (
              <Button wide busy={sending.busy} onClick={() => void end(null)}>
                {tell('employment.undo')}
              </Button>
            )}
          </form>
        </Dialog>
      )}
    </>
  );
}
