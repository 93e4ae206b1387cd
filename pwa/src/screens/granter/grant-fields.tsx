/** What is granted: how it is arranged, by whom, how much, from when to when, and what is to be done. */
import type { ServiceChoice } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { OneOf } from '../../parts/one-of';
import { Tick } from '../../parts/tick';
import type { ArrangedAs, Period, QuantityUnit } from '../../rules/figures';
import { countedIn } from '../../rules/figures';
import { say } from '../../words';
import { shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import type { FieldsProps } from './decision-form';
import { lastDayAfter } from './draft';
import { saidOf } from './fault-words';
import { ProviderChoice } from './provider-choice';
import type { Known } from './terms-on-day';

interface GrantFieldsProps extends FieldsProps {
  known: Known;
  service: ServiceChoice | null;
}

const WAYS: ArrangedAs[] = ['voucher', 'order', 'own'];
const PERIODS: Period[] = ['week', 'month', 'total'];
const MONTHS = [3, 6, 12];

export function GrantFields({ draft, faults, onChange, known, service }: GrantFieldsProps) {
  const offered = known.terms?.arranging ?? WAYS;
  return (
    <section class="card" aria-labelledby="grant">
      <h2 id="grant">{phrase('decide.grant')}</h2>
      <OneOf
        legend={phrase('decide.arranging')}
        value={draft.arranging}
        options={WAYS.filter((way) => offered.includes(way) || way === draft.arranging).map((way) => [
          way,
          phrase(`arranging.${way}`),
          phrase(`arranging.${way}.what`),
        ])}
        error={saidOf(faults.arranging)}
        onChoose={(arranging) => onChange({ arranging, provider: '' })}
      />
      {(draft.arranging === 'voucher' || draft.arranging === 'order') && (
        <ProviderChoice draft={draft} faults={faults} onChange={onChange} known={known} service={service} />
      )}
      <div class="decision-amount">
        <Field
          label={phrase('decide.quantity')}
          inputMode="decimal"
          autoComplete="off"
          value={draft.quantity}
          error={saidOf(faults.quantity)}
          onInput={(quantity) => onChange({ quantity })}
        />
        <Choice
          label={phrase('decide.counted')}
          value={draft.counted}
          options={countedIn(service?.unit ?? '').map((unit) => [unit, phrase(`counted.${unit}`)])}
          onChoose={(unit) => onChange({ counted: unit as QuantityUnit })}
        />
        <Choice
          label={phrase('decide.period')}
          value={draft.period}
          options={PERIODS.map((one) => [one, phrase(`grantPeriod.${one}`)])}
          onChoose={(one) => onChange({ period: one as Period })}
        />
      </div>
      <div class="decision-pair">
        <Field
          type="date"
          label={phrase('decide.firstDay')}
          value={draft.firstDay}
          error={saidOf(faults.firstDay)}
          onInput={(firstDay) => onChange({ firstDay })}
        />
        <Field
          type="date"
          label={phrase('decide.lastDay')}
          value={draft.lastDay}
          error={saidOf(faults.lastDay)}
          onInput={(lastDay) => onChange({ lastDay })}
        />
      </div>
      {draft.firstDay && (
        <fieldset class="quick" aria-label={phrase('decide.forHowLong')}>
          {MONTHS.map((months) => {
            const day = lastDayAfter(draft.firstDay, months);
            return (
              <Button key={months} pressed={draft.lastDay === day} onClick={() => onChange({ lastDay: day })}>
                {phrase('decide.months', { count: months })}
                <span class="for-ears">, {shortDay(day)}</span>
              </Button>
            );
          })}
        </fieldset>
      )}
      {service && service.tasks.length > 0 && (
        <fieldset class="one-of">
          <legend>{phrase('decide.tasks')}</legend>
          <div class="one-of-rows one-of-tasks">
            {service.tasks.map(({ slug, name }) => (
              <Tick
                key={slug}
                name={say(name)}
                checked={draft.tasks.includes(slug)}
                onTick={(isTicked) => onChange({ tasks: ticked(draft.tasks, slug, isTicked) })}
              />
            ))}
          </div>
        </fieldset>
      )}
    </section>
  );
}

function ticked(tasks: string[], slug: string, isTicked: boolean): string[] {
  const others = tasks.filter((task) => task !== slug);
  return isTicked ? [...others, slug] : others;
}
