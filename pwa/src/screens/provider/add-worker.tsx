/** A new worker: her name, the language of her app and the first day; then the way to her phone. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EmploymentSummary, EmployWorker } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { LANGUAGE_NAMES, LANGUAGES, language } from '../../words';
import { today } from '../../words/formats';
import { tell } from '../../words/workers';

const LONGEST_NAME = 100;

export function AddWorker({ onAdded }: { onAdded: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [added, setAdded] = useState<EmploymentSummary | null>(null);
  return (
    <>
      {added && (
        <Notice
          kind="done"
          title={tell('staff.added', { name: added.name })}
          action={<Button href={`/workers/${added.id}`}>{tell('staff.open')}</Button>}
        >
          <p>{tell('staff.addedNext')}</p>
        </Notice>
      )}
      <div class="buttons">
        <Button kind="primary" icon="person" onClick={() => setOpen(true)}>
          {tell('staff.add')}
        </Button>
      </div>
      {isOpen && (
        <Dialog title={tell('staff.add')} onClose={() => setOpen(false)}>
          <Form
            onAdded={(employed) => {
              setOpen(false);
              setAdded(employed);
              onAdded();
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ onAdded }: { onAdded: (employed: EmploymentSummary) => void }) {
  const [worker, setWorker] = useState<EmployWorker>({
    // What is sent twice adds one worker.
    id: crypto.randomUUID(),
    givenName: '',
    familyName: '',
    language: language.peek(),
    firstDay: today(),
  });
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const change = (changed: Partial<EmployWorker>): void => setWorker({ ...worker, ...changed });
  const { givenName, familyName, firstDay } = worker;
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTold(true);
    if (!givenName.trim() || !familyName.trim() || !firstDay) {
      goToFirstWrong(form.current);
      return;
    }
    await sending.send(async () => onAdded(await ask<EmploymentSummary>('POST', '/api/provider/employments', worker)));
  };
  const missing = (value: string): string | null => (isTold && !value.trim() ? tell('staff.nameMissing') : null);
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void add(event)}>
      <Field
        label={tell('staff.givenName')}
        value={givenName}
        error={missing(givenName)}
        autoComplete="off"
        maxLength={LONGEST_NAME}
        onInput={(value) => change({ givenName: value })}
      />
      <Field
        label={tell('staff.familyName')}
        value={familyName}
        error={missing(familyName)}
        autoComplete="off"
        maxLength={LONGEST_NAME}
        onInput={(value) => change({ familyName: value })}
      />
      <Field
        type="date"
        label={tell('staff.firstDay')}
        value={firstDay}
        error={isTold && !firstDay ? tell('staff.dayMissing') : null}
        onInput={(value) => change({ firstDay: value })}
      />
      <Choice
        label={tell('staff.language')}
        value={worker.language}
        options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
        onChoose={(value) => change({ language: value as EmployWorker['language'] })}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('staff.add')}
      </Button>
    </form>
  );
}
