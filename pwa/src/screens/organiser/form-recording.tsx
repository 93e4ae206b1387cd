/** Recording, cancelling, papers and notices; what is left empty stays unsaid. */
import { Choice } from '../../parts/choice';
import { Tick } from '../../parts/tick';
import { tell } from '../../words/organiser';
import { type AttachmentDraft, emptyAttachment, type RecordingDraft } from './draft-recording';
import { FieldRow, FormSection } from './form-parts';
import { Names } from './names';
import { RowList } from './row-list';
import { TypedField } from './typed-field';

interface RecordingFieldsProps {
  recording: RecordingDraft;
  /** What is left empty here is taken from the general part. */
  isService: boolean;
  onChange: (patch: Partial<RecordingDraft>) => void;
}

export function RecordingFields({ recording, isService, onChange }: RecordingFieldsProps) {
  const hint = tell(isService ? 'recording.hintService' : 'recording.hintGeneral');
  const figure = (
    of: 'deadlineHours' | 'backDatingDays' | 'contractNoticeDays' | 'priceNoticeDays' | 'lateAfterMinutes',
  ) => (
    <TypedField
      key={of}
      at={`recording.${of}`}
      inputMode="numeric"
      label={tell(`recording.${of}`)}
      value={recording[of]}
      onInput={(text) => onChange({ [of]: text })}
    />
  );
  return (
    <>
      <FormSection title={tell('section.recording')} hint={hint}>
        <FieldRow>
          {figure('deadlineHours')}
          {figure('backDatingDays')}
          {figure('lateAfterMinutes')}
        </FieldRow>
        <Tolerance recording={recording} onChange={onChange} />
        <FieldRow>
          <Choice
            label={tell('recording.death')}
            value={recording.deathDayPaid}
            options={[
              ['', tell('notSaid.alone')],
              ['yes', tell('death.paid')],
              ['no', tell('death.notPaid')],
            ]}
            onChoose={(one) => onChange({ deathDayPaid: one as RecordingDraft['deathDayPaid'] })}
          />
          {figure('contractNoticeDays')}
          {figure('priceNoticeDays')}
        </FieldRow>
      </FormSection>
      <Cancellation recording={recording} onChange={onChange} />
      <Deviations recording={recording} onChange={onChange} />
      <Attachments recording={recording} onChange={onChange} />
    </>
  );
}

type ChangeProps = Omit<RecordingFieldsProps, 'isService'>;

function Tolerance({ recording, onChange }: ChangeProps) {
  return (
    <FieldRow>
      <TypedField
        at="recording.tolerance"
        inputMode="decimal"
        label={tell('recording.tolerancePercent')}
        value={recording.tolerance}
        onInput={(tolerance) => onChange({ tolerance })}
      />
      <Choice
        label={tell('recording.toleranceOf')}
        value={recording.toleranceOf}
        options={[
          ['', tell('notSaid.alone')],
          ['time', tell('tolerance.time')],
          ['money', tell('tolerance.money')],
        ]}
        onChoose={(one) => onChange({ toleranceOf: one as RecordingDraft['toleranceOf'] })}
      />
      <Choice
        label={tell('recording.toleranceOver')}
        value={recording.toleranceOver}
        options={[
          ['', tell('notSaid.alone')],
          ['period', tell('tolerance.period')],
          ['voucher', tell('tolerance.voucher')],
        ]}
        onChoose={(one) => onChange({ toleranceOver: one as RecordingDraft['toleranceOver'] })}
      />
    </FieldRow>
  );
}

function Cancellation({ recording, onChange }: ChangeProps) {
  return (
    <FormSection title={tell('section.cancellation')}>
      <Tick
        name={tell('cancellation.said')}
        checked={recording.saysCancellation}
        onTick={(saysCancellation) => onChange({ saysCancellation })}
      />
      {recording.saysCancellation && (
        <FieldRow>
          <TypedField
            at="recording.freeUntilHours"
            inputMode="numeric"
            label={tell('cancellation.freeHours')}
            value={recording.freeUntilHours}
            onInput={(freeUntilHours) => onChange({ freeUntilHours })}
          />
          <TypedField
            at="recording.late"
            inputMode="decimal"
            label={tell('cancellation.latePercent')}
            value={recording.late}
            onInput={(late) => onChange({ late })}
          />
          <TypedField
            at="recording.noShow"
            inputMode="decimal"
            label={tell('cancellation.noShowPercent')}
            value={recording.noShow}
            onInput={(noShow) => onChange({ noShow })}
          />
        </FieldRow>
      )}
    </FormSection>
  );
}

function Deviations({ recording, onChange }: ChangeProps) {
  const figure = (of: 'declined' | 'inHospital' | 'extended') => (
    <TypedField
      key={of}
      at={`recording.${of}`}
      inputMode="decimal"
      label={tell(`deviations.${of}Percent`)}
      value={recording[of]}
      onInput={(text) => onChange({ [of]: text })}
    />
  );
  return (
    <FormSection title={tell('section.deviations')} hint={tell('deviations.hint')}>
      <FieldRow>
        {figure('declined')}
        {figure('inHospital')}
        {figure('extended')}
      </FieldRow>
    </FormSection>
  );
}

function Attachments({ recording, onChange }: ChangeProps) {
  return (
    <FormSection title={tell('section.attachments')} hint={tell('attachments.hint')}>
      <Tick
        name={tell('attachments.said')}
        checked={recording.saysAttachments}
        onTick={(saysAttachments) => onChange({ saysAttachments })}
      />
      {recording.saysAttachments && (
        <RowList
          rows={recording.attachments}
          nameOf={({ fi }, place) => fi || tell('attachments.one', { count: place + 1 })}
          fresh={emptyAttachment}
          adding={tell('attachments.add')}
          onChange={(attachments) => onChange({ attachments })}
        >
          {(one, place, change) => <AttachmentFields one={one} place={place} onChange={change} />}
        </RowList>
      )}
    </FormSection>
  );
}

interface AttachmentFieldsProps {
  one: AttachmentDraft;
  place: number;
  onChange: (patch: Partial<AttachmentDraft>) => void;
}

function AttachmentFields({ one, place, onChange }: AttachmentFieldsProps) {
  const at = `recording.attachments.${place}`;
  return (
    <>
      <Names at={at} title={tell('attachments.one', { count: place + 1 })} name={one} onChange={onChange} />
      <TypedField
        at={`${at}.months`}
        inputMode="numeric"
        label={tell('attachments.months')}
        hint={tell('attachments.monthsHint')}
        value={one.months}
        onInput={(months) => onChange({ months })}
      />
    </>
  );
}
