/** Recording, cancelling, papers and notices; what is left empty stays unsaid. */
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Tick } from '../../parts/tick';
import { tell } from '../../words/organiser';
import { type AttachmentDraft, emptyAttachment, type RecordingDraft } from './draft-recording';
import { FieldRow, FormSection } from './form-parts';
import { Names } from './names';
import { TypedField } from './typed-field';

interface RecordingFieldsProps {
  recording: RecordingDraft;
  /** What is left empty here is taken from the general part. */
  isService: boolean;
  onChange: (patch: Partial<RecordingDraft>) => void;
}

export function RecordingFields({ recording, isService, onChange }: RecordingFieldsProps) {
  const hint = tell(isService ? 'recording.hintService' : 'recording.hintGeneral');
  const figure = (of: 'deadlineHours' | 'backDatingDays' | 'contractNoticeDays' | 'priceNoticeDays') => (
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

function Attachments({ recording, onChange }: ChangeProps) {
  const { attachments } = recording;
  const change = (place: number, patch: Partial<AttachmentDraft>) =>
    onChange({ attachments: attachments.map((one, at) => (at === place ? { ...one, ...patch } : one)) });
  return (
    <FormSection title={tell('section.attachments')} hint={tell('attachments.hint')}>
      <Tick
        name={tell('attachments.said')}
        checked={recording.saysAttachments}
        onTick={(saysAttachments) => onChange({ saysAttachments })}
      />
      {recording.saysAttachments && (
        <>
          <ol class="rows-list">
            {attachments.map((one, place) => (
              <li key={one.key} class="card">
                <AttachmentFields one={one} place={place} onChange={(patch) => change(place, patch)} />
                <div class="buttons">
                  <Button kind="plain" onClick={() => onChange({ attachments: attachments.toSpliced(place, 1) })}>
                    {tell('row.remove')}
                    <span class="for-ears"> {one.fi || tell('attachments.one', { count: place + 1 })}</span>
                  </Button>
                </div>
              </li>
            ))}
          </ol>
          <div class="buttons">
            <Button onClick={() => onChange({ attachments: [...attachments, emptyAttachment()] })}>
              {tell('attachments.add')}
            </Button>
          </div>
        </>
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
