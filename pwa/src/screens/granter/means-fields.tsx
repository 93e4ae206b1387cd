/** The household and its income, asked only where the value, the fee or the right to a voucher goes by them. */
import type { ServiceTerms } from '../../api/schema';
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { Tick } from '../../parts/tick';
import type { IncomeKind } from '../../rules/income';
import { tell } from '../../words/calculator';
import { phrase } from '../../words/granter';
import type { FieldsProps } from './decision-form';
import { saidOf } from './fault-words';
import { asksMeans } from './reckoned';

const KINDS: IncomeKind[] = ['gross', 'net'];

export function MeansFields({ draft, faults, onChange, terms }: FieldsProps & { terms: ServiceTerms | null }) {
  const asks = asksMeans(terms);
  if (!asks.income && !asks.savings) return null;
  return (
    <section class="card" aria-labelledby="means">
      <h2 id="means">{phrase('decide.means')}</h2>
      <div class="decision-pair">
        <Field
          label={tell('calculator.household')}
          hint={tell('calculator.householdHint')}
          inputMode="numeric"
          autoComplete="off"
          value={draft.household}
          error={saidOf(faults.household)}
          onInput={(household) => onChange({ household })}
        />
        {asks.income && (
          <Field
            label={phrase('decide.income')}
            hint={phrase('decide.incomeHint')}
            inputMode="decimal"
            autoComplete="off"
            value={draft.income}
            error={saidOf(faults.income)}
            onInput={(income) => onChange({ income })}
          />
        )}
        {asks.income && (
          <Choice
            label={phrase('decide.incomeKind')}
            value={draft.incomeKind}
            options={KINDS.map((kind) => [kind, phrase(`incomeKind.${kind}`)])}
            onChoose={(kind) => onChange({ incomeKind: kind as IncomeKind })}
          />
        )}
        {asks.savings && (
          <Field
            label={phrase('decide.savings')}
            inputMode="decimal"
            autoComplete="off"
            value={draft.savings}
            error={saidOf(faults.savings)}
            onInput={(savings) => onChange({ savings })}
          />
        )}
      </div>
      {asks.income && (
        <div class="part">
          <Tick
            name={phrase('decide.evidenced')}
            hint={phrase(asks.terms.needsEvidence ? 'decide.evidencedNeeded' : 'decide.evidencedHint')}
            checked={draft.evidenced}
            onTick={(evidenced) => onChange({ evidenced })}
          />
          {faults.evidenced && (
            <p class="field-error" role="alert">
              {saidOf(faults.evidenced)}
            </p>
          )}
        </div>
      )}
    </section>
  );
}
