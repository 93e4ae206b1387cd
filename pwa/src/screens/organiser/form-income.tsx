/** A value that follows the client's income: by a formula, by steps, or an own part by granted hours. */
import { Choice } from '../../parts/choice';
import { OneOf } from '../../parts/one-of';
import { Tick } from '../../parts/tick';
import type { Rounding } from '../../rules/money';
import { tell } from '../../words/organiser';
import type { IncomeDraft, IncomeTermsDraft, MeansTestDraft } from './draft-income';
import { ClassRows, StepRows } from './form-income-rows';
import { FieldRow, FormSection, HouseholdFields } from './form-parts';
import { inUnit } from './said';
import { TypedField } from './typed-field';

interface IncomeFieldsProps {
  unit: string;
  income: IncomeDraft;
  onChange: (patch: Partial<IncomeDraft>) => void;
}

export function IncomeFields({ unit, income, onChange }: IncomeFieldsProps) {
  return (
    <FormSection title={tell('section.income')} hint={tell('income.hint')}>
      <OneOf
        legend={tell('income.way')}
        value={income.way}
        options={(['none', 'formula', 'steps', 'own_part'] as const).map((way) => [
          way,
          tell(`income.way.${way}`),
          tell(`income.wayWhat.${way}`),
        ])}
        onChoose={(way) => onChange({ way })}
      />
      {income.way !== 'none' && (
        <>
          <IncomeAsked income={income.income} onChange={(asked) => onChange({ income: asked })} />
          {income.way === 'formula' && <Formula unit={unit} income={income} onChange={onChange} />}
          {income.way === 'steps' && <StepRows steps={income.steps} onChange={(steps) => onChange({ steps })} />}
          {income.way === 'own_part' && (
            <>
              <Limits income={income} onChange={onChange} />
              <ClassRows classes={income.classes} onChange={(classes) => onChange({ classes })} />
            </>
          )}
          {income.way !== 'own_part' && (
            <TypedField
              at="income.withoutIncome"
              inputMode="decimal"
              label={tell('income.withoutIncome')}
              hint={tell('income.withoutIncomeHint')}
              value={income.withoutIncome}
              onInput={(withoutIncome) => onChange({ withoutIncome })}
            />
          )}
          <Tick
            name={tell('income.verifiedTick')}
            checked={income.verified}
            onTick={(verified) => onChange({ verified })}
          />
        </>
      )}
    </FormSection>
  );
}

type ChangeProps = Omit<IncomeFieldsProps, 'unit'>;

function Limits({ income, onChange }: ChangeProps) {
  return (
    <HouseholdFields
      at="income.limits"
      title={tell('income.limits')}
      hint={tell('income.limitsHint')}
      table={income.limits}
      onChange={(limits) => onChange({ limits })}
    />
  );
}

function Formula({ unit, income, onChange }: IncomeFieldsProps) {
  const sums = ['full', 'lowest', 'highest'] as const;
  return (
    <>
      <p class="hint">{tell('income.formulaSaid')}</p>
      <FieldRow>
        {sums.map((of) => (
          <TypedField
            key={of}
            at={`income.${of}`}
            inputMode="decimal"
            label={tell('income.perUnit', {
              name: tell(`income.${of}`),
              unit: inUnit(unit),
            })}
            value={income[of]}
            onInput={(text) => onChange({ [of]: text })}
          />
        ))}
      </FieldRow>
      <Limits income={income} onChange={onChange} />
      <HouseholdFields
        at="income.shares"
        title={tell('income.shares')}
        hint={tell('income.sharesHint')}
        table={income.shares}
        onChange={(shares) => onChange({ shares })}
      />
      <FieldRow>
        <TypedField
          at="income.hours"
          inputMode="numeric"
          label={tell('income.hours')}
          value={income.hours}
          onInput={(hours) => onChange({ hours })}
        />
        <TypedField
          at="income.factor"
          inputMode="decimal"
          label={tell('income.factor')}
          value={income.factor}
          onInput={(factor) => onChange({ factor })}
        />
        <Choice
          label={tell('income.roundingStep')}
          value={income.roundingStep}
          options={['1', '5', '10'].map((step) => [step, tell('income.cents', { count: Number(step) })])}
          onChoose={(roundingStep) => onChange({ roundingStep })}
        />
        <Choice
          label={tell('income.roundingDirection')}
          value={income.roundingDirection}
          options={(['half_up', 'up'] as const).map((one) => [one, tell(`income.direction.${one}`)])}
          onChoose={(one) => onChange({ roundingDirection: one as Rounding['direction'] })}
        />
      </FieldRow>
    </>
  );
}

interface IncomeAskedProps {
  income: IncomeTermsDraft;
  onChange: (income: IncomeTermsDraft) => void;
}

/** Gross or net, and whether papers must be seen. */
function IncomeAsked({ income, onChange }: IncomeAskedProps) {
  return (
    <>
      <OneOf
        legend={tell('income.asks')}
        value={income.kind}
        options={(['gross', 'net', 'any'] as const).map((kind) => [kind, tell(`income.kind.${kind}`)])}
        onChoose={(kind) => onChange({ ...income, kind })}
      />
      <Tick
        name={tell('income.evidence')}
        checked={income.needsEvidence}
        onTick={(needsEvidence) => onChange({ ...income, needsEvidence })}
      />
    </>
  );
}

interface MeansTestFieldsProps {
  test: MeansTestDraft;
  onChange: (patch: Partial<MeansTestDraft>) => void;
}

/** Limits of income and savings above which there is no right to a voucher. */
export function MeansTestFields({ test, onChange }: MeansTestFieldsProps) {
  return (
    <FormSection title={tell('section.meansTest')} hint={tell('meansTest.hint')}>
      <Tick name={tell('meansTest.asked')} checked={test.isAsked} onTick={(isAsked) => onChange({ isAsked })} />
      {test.isAsked && (
        <>
          <HouseholdFields
            at="meansTest.income"
            title={tell('meansTest.income')}
            table={test.incomeLimits}
            onChange={(incomeLimits) => onChange({ incomeLimits })}
          />
          <HouseholdFields
            at="meansTest.savings"
            title={tell('meansTest.savings')}
            table={test.savingsLimits}
            onChange={(savingsLimits) => onChange({ savingsLimits })}
          />
          <IncomeAsked income={test.income} onChange={(income) => onChange({ income })} />
        </>
      )}
    </FormSection>
  );
}
