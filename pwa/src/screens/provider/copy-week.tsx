/** What is planned for a week is planned for another one. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { PlanAnswer } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { dayAfter } from '../../rules/days';
import { tell } from '../../words/rounds';
import { WouldBe } from './plan-warnings';

const WEEK = 7;

export function CopyWeek({ day, onDone }: { day: string; onDone: (answer: PlanAnswer) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{tell('copy.do')}</Button>
      {isOpen && (
        <Dialog title={tell('copy.do')} onClose={() => setOpen(false)}>
          <Form
            day={day}
            onDone={(answer) => {
              setOpen(false);
              onDone(answer);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ day, onDone }: { day: string; onDone: (answer: PlanAnswer) => void }) {
  const [id] = useState(() => crypto.randomUUID());
  const [days, setDays] = useState({ fromDay: day, toDay: dayAfter(day, WEEK) });
  const [wouldBe, setWouldBe] = useState<PlanAnswer | null>(null);
  const sending = useSending();
  const change = (changed: Partial<typeof days>): void => {
    setDays({ ...days, ...changed });
    setWouldBe(null);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!days.fromDay || !days.toDay) return;
    const path = `/api/planned-visits/copies${wouldBe ? '' : '?dryRun=true'}`;
    await sending.send(async () => {
      const answer = await ask<PlanAnswer>('POST', path, { id, ...days, worker: null, client: null });
      if (wouldBe) onDone(answer);
      else setWouldBe(answer);
    });
  };
  const missing = (value: string) => (value ? null : tell('plan.missing'));
  return (
    <form class="part" noValidate onSubmit={(event) => void submit(event)}>
      <Field
        type="date"
        label={tell('copy.from')}
        value={days.fromDay}
        error={missing(days.fromDay)}
        onInput={(fromDay) => change({ fromDay })}
      />
      <Field
        type="date"
        label={tell('copy.to')}
        value={days.toDay}
        error={missing(days.toDay)}
        onInput={(toDay) => change({ toDay })}
      />
      {wouldBe && <WouldBe answer={wouldBe} />}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell(wouldBe ? 'copy.store' : 'plan.try')}
      </Button>
    </form>
  );
}
