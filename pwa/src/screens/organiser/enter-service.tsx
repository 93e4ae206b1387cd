/** A new version of a service's part, every term of it in a form. */

import type { ReckoningTerms, Rulebook, ServiceChoice } from '../../api/schema';
import { useReading } from '../../parts/reading';
import { Tick } from '../../parts/tick';
import { inForceOn } from '../../rules/catalogue';
import { dayAfter } from '../../rules/days';
import { makingWay } from '../../rules/terms';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import type { ArrangingTerm } from './draft-terms';
import { readService, type ServiceDraft, serviceDraft } from './draft-terms';
import { EnterFrame } from './enter-frame';
import { useEntering } from './entering';
import { FeeFields } from './form-fee';
import { IncomeFields, MeansTestFields } from './form-income';
import { FormSection } from './form-parts';
import { PeriodFields } from './form-period';
import { PriceFields } from './form-price';
import { QuantityFields } from './form-quantity';
import { RecordingFields } from './form-recording';
import { Preview } from './preview';
import { Reader } from './reader';
import { generalOn, serviceParts } from './rulebook-reading';
import { serviceRows } from './said-terms';
import { daysSaid } from './timeline';
import { FieldError, useFault } from './typed-field';

const WAYS: readonly ArrangingTerm[] = ['voucher', 'order', 'own'];

export function EnterService({ rulebook, service }: { rulebook: Rulebook; service: ServiceChoice }) {
  const { unit } = service;
  const versions = serviceParts(rulebook, service.id);
  const copied = inForceOn(today(), versions) ?? versions.at(-1) ?? null;
  const entering = useEntering<ServiceDraft>(service.id, () => serviceDraft(copied?.terms ?? null, unit));
  const { draft, change } = entering;
  const day = draft.period.firstDay || today();
  const statutory = useReading<ReckoningTerms>(`/api/reckoning/terms?day=${day}`).answer?.feeTable ?? null;
  const reader = new Reader();
  const read = readService(draft, unit, statutory, reader);
  const ended = makingWay(read, versions, today());
  const earlier = ended ?? inForceOn(dayAfter(day, -1), versions);
  const general = generalOn(rulebook, day);
  const isUnfinished = [...reader.faults.keys()].some((at) => at.startsWith('value.') || at.startsWith('income.'));
  return (
    <EnterFrame
      entering={entering}
      read={read}
      faults={reader.faults}
      versions={versions}
      before={earlier ? serviceRows(earlier.terms, unit, general) : []}
      after={serviceRows(read.terms, unit, general)}
      copiedFrom={copied && daysSaid(copied)}
      aside={<Preview unit={unit} terms={read.terms} isUnfinished={isUnfinished} />}
    >
      <PeriodFields
        period={draft.period}
        ended={ended && { ...ended, lastDay: dayAfter(read.firstDay, -1) }}
        onChange={(patch) => change({ period: { ...draft.period, ...patch } })}
      />
      <Arranging ways={draft.arranging} onChange={(arranging) => change({ arranging })} />
      <PriceFields
        unit={unit}
        price={draft.value}
        onChange={(patch) => change({ value: { ...draft.value, ...patch } })}
      />
      <IncomeFields
        unit={unit}
        income={draft.income}
        onChange={(patch) => change({ income: { ...draft.income, ...patch } })}
      />
      <MeansTestFields
        test={draft.meansTest}
        onChange={(patch) => change({ meansTest: { ...draft.meansTest, ...patch } })}
      />
      <QuantityFields
        unit={unit}
        quantity={draft.quantity}
        onChange={(patch) => change({ quantity: { ...draft.quantity, ...patch } })}
      />
      <FeeFields
        fee={draft.fee}
        isFree={draft.isFree}
        cost={draft.quantity.cost}
        statutory={statutory}
        onFee={(patch) => change({ fee: { ...draft.fee, ...patch } })}
        onFree={(isFree) => change({ isFree })}
        onCost={(cost) => change({ quantity: { ...draft.quantity, cost } })}
      />
      <RecordingFields
        recording={draft.recording}
        isService
        onChange={(patch) => change({ recording: { ...draft.recording, ...patch } })}
      />
    </EnterFrame>
  );
}

function Arranging({ ways, onChange }: { ways: ArrangingTerm[]; onChange: (ways: ArrangingTerm[]) => void }) {
  const fault = useFault('arranging');
  return (
    <FormSection title={tell('ways.title')} hint={tell('ways.hint')}>
      <div class="ticks">
        {WAYS.map((way) => (
          <Tick
            key={way}
            name={tell(`ways.${way}`)}
            checked={ways.includes(way)}
            onTick={(checked) => onChange(WAYS.filter((one) => (one === way ? checked : ways.includes(one))))}
          />
        ))}
      </div>
      {fault && <FieldError>{fault}</FieldError>}
    </FormSection>
  );
}
