/** Visits are planned: for whom, when, by whom, and whether again. What it comes to is shown before it is stored. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EmploymentSummary, PlanAnswer, PlanVisits, VoucherSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { Tick } from '../../parts/tick';
import { type Again, ruleOf, WEEKDAYS, type Weekday } from '../../rules/recurrence';
import { say } from '../../words';
import { locales } from '../../words/formats';
import { tell } from '../../words/rounds';
import { minutesOf, type PlanTimes, PlanTimesFields, startMinuteOf, workerChoices } from './plan-times';
import { WouldBe } from './plan-warnings';

interface PlanFormProps {
  day: string;
  vouchers: VoucherSummary[];
  workers: EmploymentSummary[];
  onDone: (answer: PlanAnswer) => void;
}

export function PlanForm(props: PlanFormProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" icon="today" onClick={() => setOpen(true)}>
        {tell('plan.do')}
      </Button>
      {isOpen && (
        <Dialog title={tell('plan.do')} onClose={() => setOpen(false)}>
          <Form
            {...props}
            onDone={(answer) => {
              setOpen(false);
              props.onDone(answer);
            }}
          />
        </Dialog>
      )}
    </>
  );
}

interface Draft extends PlanTimes {
  voucher: string;
  also: string;
  second: string;
  again: Again;
  weekdays: Weekday[];
  until: string;
  holidays: NonNullable<PlanVisits['holidays']>;
}

/** What is asked of the server, or null while something is missing. */
function bodyOf(id: string, draft: Draft): PlanVisits | null {
  const startMinute = startMinuteOf(draft.start);
  const minutes = minutesOf(draft.minutes);
  if (!draft.voucher || !draft.day || startMinute === null || minutes === null) return null;
  return {
    id,
    voucher: draft.voucher,
    alsoVoucher: draft.also || null,
    workers: [...new Set([draft.worker, draft.second])].filter(Boolean),
    firstDay: draft.day,
    startMinute,
    minutes,
    rule: ruleOf(draft.again, draft.weekdays, draft.until),
    holidays: draft.holidays,
  };
}

function Form({ day, vouchers, workers, onDone }: PlanFormProps) {
  // What is sent twice is planned once.
  const [id] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<Draft>({
    ...{ day, start: '08:00', minutes: '30', worker: '', voucher: '', also: '', second: '' },
    ...{ again: 'once', weekdays: [], until: '', holidays: 'kept' },
  });
  const [isTold, setTold] = useState(false);
  const [wouldBe, setWouldBe] = useState<PlanAnswer | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const change = (changed: Partial<Draft>): void => {
    setDraft({ ...draft, ...changed });
    setWouldBe(null);
    sending.forget();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTold(true);
    const body = bodyOf(id, draft);
    if (body === null) {
      goToFirstWrong(form.current);
      return;
    }
    const path = wouldBe ? '/api/planned-visits' : '/api/planned-visits?dryRun=true';
    await sending.send(async () => {
      const answer = await ask<PlanAnswer>('POST', path, body);
      if (wouldBe) onDone(answer);
      else setWouldBe(answer);
    });
  };
  const served = vouchers.filter(({ state, provider }) => state !== 'closed' && provider);
  const named = served.map(({ id: one, clientName, service }): [string, string] => [
    one,
    `${clientName}, ${say(service)}`,
  ]);
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <Choice
        label={tell('plan.client')}
        value={draft.voucher}
        error={isTold && !draft.voucher ? tell('plan.missing') : null}
        options={[['', tell('plan.choose')], ...named]}
        onChoose={(voucher) => change({ voucher })}
      />
      <PlanTimesFields times={draft} workers={workers} isTold={isTold} onChange={change} />
      {draft.worker && (
        <Choice
          label={tell('plan.second')}
          value={draft.second}
          options={[
            ['', tell('plan.noSecond')],
            ...workerChoices(workers).filter(([one]) => one && one !== draft.worker),
          ]}
          onChoose={(second) => change({ second })}
        />
      )}
      <Choice
        label={tell('plan.also')}
        value={draft.also}
        options={[['', tell('plan.alone')], ...named.filter(([one]) => one !== draft.voucher)]}
        onChoose={(also) => change({ also })}
      />
      <Recurring draft={draft} onChange={change} />
      {wouldBe && <WouldBe answer={wouldBe} />}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell(wouldBe ? 'plan.store' : 'plan.try')}
      </Button>
    </form>
  );
}

function Recurring({ draft, onChange }: { draft: Draft; onChange: (changed: Partial<Draft>) => void }) {
  const { again, weekdays } = draft;
  return (
    <>
      <Choice
        label={tell('plan.again')}
        value={again}
        options={(['once', 'daily', 'weekly', 'fortnightly'] as const).map((one) => [one, tell(`plan.${one}`)])}
        onChoose={(value) => onChange({ again: value as Again })}
      />
      {(again === 'weekly' || again === 'fortnightly') && (
        <fieldset class="weekdays">
          <legend>{tell('plan.weekdays')}</legend>
          {WEEKDAYS.map((day, place) => (
            <Tick
              key={day}
              name={weekdayName(place)}
              checked={weekdays.includes(day)}
              onTick={(isOn) =>
                onChange({ weekdays: isOn ? [...weekdays, day] : weekdays.filter((one) => one !== day) })
              }
            />
          ))}
        </fieldset>
      )}
      {again !== 'once' && (
        <>
          <Field
            type="date"
            label={tell('plan.until')}
            hint={tell('plan.untilHint')}
            value={draft.until}
            onInput={(until) => onChange({ until })}
          />
          <Choice
            label={tell('plan.holidays')}
            value={draft.holidays}
            options={(['kept', 'skipped', 'moved'] as const).map((one) => [one, tell(`plan.${one}`)])}
            onChoose={(value) => onChange({ holidays: value as Draft['holidays'] })}
          />
        </>
      )}
    </>
  );
}

/** From Monday, 0, on; the fifth of January 2026 was one. */
function weekdayName(place: number): string {
  const format = new Intl.DateTimeFormat(locales.value, { weekday: 'short', timeZone: 'UTC' });
  return format.format(Date.UTC(2026, 0, 5 + place));
}
