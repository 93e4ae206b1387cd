/** A new version of the general part: what holds for every service that does not say otherwise. */

import type { GeneralTerms, Rulebook } from '../../api/schema';
import { Choice } from '../../parts/choice';
import { Tick } from '../../parts/tick';
import { inForceOn } from '../../rules/catalogue';
import { dayAfter } from '../../rules/days';
import { makingWay } from '../../rules/terms';
import { today } from '../../words/formats';
import { tell } from '../../words/organiser';
import { type GeneralDraft, generalDraft, readGeneral, SETTLEMENT_DAYS } from './draft-terms';
import { EnterFrame } from './enter-frame';
import { useEntering } from './entering';
import { FormSection } from './form-parts';
import { PeriodFields } from './form-period';
import { RecordingFields } from './form-recording';
import { Reader } from './reader';
import { generalParts, type PartOf } from './rulebook-reading';
import { generalRows } from './said-terms';
import { daysSaid } from './timeline';

interface EnterGeneralProps {
  rulebook: Rulebook;
  copied: PartOf<GeneralTerms> | null;
}

export function EnterGeneral({ rulebook, copied }: EnterGeneralProps) {
  const versions = generalParts(rulebook);
  const entering = useEntering<GeneralDraft>('general', () => generalDraft(copied?.terms ?? null));
  const { draft, change } = entering;
  const reader = new Reader();
  const read = readGeneral(draft, reader);
  const ended = makingWay(read, versions, today());
  const earlier = ended ?? inForceOn(dayAfter(read.firstDay || today(), -1), versions);
  return (
    <EnterFrame
      entering={entering}
      read={read}
      faults={reader.faults}
      versions={versions}
      before={earlier ? generalRows(earlier.terms) : []}
      after={generalRows(read.terms)}
      copiedFrom={copied && daysSaid(copied)}
    >
      <PeriodFields
        period={draft.period}
        ended={ended && { ...ended, lastDay: dayAfter(read.firstDay, -1) }}
        onChange={(patch) => change({ period: { ...draft.period, ...patch } })}
      />
      <FormSection title={tell('section.settlement')}>
        <Choice
          label={tell('settlement.day')}
          hint={tell('settlement.hint')}
          value={draft.settlementDay}
          options={[
            ['', tell('notSaid.alone')],
            ...SETTLEMENT_DAYS.map((day): [string, string] => [day, tell('settlement.said', { day })]),
          ]}
          onChoose={(settlementDay) => change({ settlementDay })}
        />
      </FormSection>
      <RecordingFields
        recording={draft.recording}
        isService={false}
        onChange={(patch) => change({ recording: { ...draft.recording, ...patch } })}
      />
      <FormSection title={tell('section.presence')} hint={tell('presence.hint')}>
        <Tick
          name={tell('presence.asks')}
          checked={draft.asksPresence}
          onTick={(asksPresence) => change({ asksPresence })}
        />
      </FormSection>
    </EnterFrame>
  );
}
