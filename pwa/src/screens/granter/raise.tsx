/** Raising the value of a voucher, by an appealable decision of its own (569/2009 s.8). */
import { useState } from 'preact/hooks';
import type { ServiceChoice } from '../../api/schema';
import { Field } from '../../parts/field';
import { raisedValue } from '../../rules/own-liability';
import { problemWords } from '../../words';
import { tell } from '../../words/calculator';
import { today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { ActDialog, type ActProps } from './act-dialog';
import { sectionsIn } from './draft';
import { NoticeFields, type NoticeOfIt } from './notice-fields';
import { RAISE_SECTIONS } from './suggestions';
import { typedIncome } from './typed';
import { valueSaid } from './value-said';

interface RaiseProps extends ActProps {
  valueCents: number | null;
  service: ServiceChoice | undefined;
}

export function RaiseDialog({ valueCents, service, ...props }: RaiseProps) {
  const [value, setValue] = useState('');
  const [firstDay, setFirstDay] = useState(today());
  const [grounds, setGrounds] = useState('');
  const [sections, setSections] = useState(RAISE_SECTIONS.join('\n'));
  const [notice, setNotice] = useState<NoticeOfIt>({ language: 'fi', sentBy: 'letter', sentOn: today() });
  const [isTold, setTold] = useState(false);
  const typed = typedIncome(value);
  const legalBasis = sectionsIn(sections);
  const now = valueSaid(valueCents, service);
  const wrong = wrongIn(typed.amount, typed.wrong !== null, valueCents, isTold);
  const isWhole =
    typed.amount !== null && !wrong && firstDay && grounds.trim() && legalBasis.length > 0 && notice.sentOn;
  return (
    <ActDialog
      {...props}
      title={phrase('raise.title')}
      what={phrase('raise.what')}
      act={phrase('raise.do')}
      place="raised-value"
      body={isWhole ? { valueCents: typed.amount, firstDay, grounds: grounds.trim(), legalBasis, ...notice } : null}
      onMissing={() => setTold(true)}
    >
      <Field
        label={phrase('raise.value', { unit: service ? tell(`unit.${service.unit}`, { euros: '€' }) : '€' })}
        {...(now && { hint: phrase('raise.now', { euros: now }) })}
        inputMode="decimal"
        autoComplete="off"
        value={value}
        error={wrong}
        onInput={setValue}
      />
      <Field
        type="date"
        label={phrase('raise.firstDay')}
        value={firstDay}
        error={firstDay ? null : phrase('wrong.day')}
        onInput={setFirstDay}
      />
      <Field
        label={phrase('decide.grounds')}
        hint={phrase('raise.groundsHint')}
        lines={3}
        maxLength={4000}
        value={grounds}
        error={isTold && !grounds.trim() ? phrase('wrong.grounds') : null}
        onInput={setGrounds}
      />
      <Field
        label={phrase('decide.legalBasis')}
        hint={phrase('decide.legalBasisHint')}
        lines={2}
        value={sections}
        error={legalBasis.length === 0 ? phrase('wrong.legalBasis') : null}
        onInput={setSections}
      />
      <NoticeFields
        notice={notice}
        error={notice.sentOn ? null : phrase('wrong.day')}
        onChange={(part) => setNotice((before) => ({ ...before, ...part }))}
      />
    </ActDialog>
  );
}

function wrongIn(cents: number | null, isUnread: boolean, nowCents: number | null, isTold: boolean): string | null {
  if (isUnread) return phrase('wrong.euros');
  if (cents === null) return isTold ? phrase('wrong.euros') : null;
  const raised = nowCents === null ? null : raisedValue(nowCents, cents, '');
  if (!raised || !('refused' in raised)) return null;
  const words = problemWords(raised.refused);
  return words && `${words.title}. ${words.next}`;
}
