/** What a case manager does to a grant that stands: ends it, pauses it, lets it go on, records that it was refused. */
import { useState } from 'preact/hooks';
import { Field } from '../../parts/field';
import { OneOf } from '../../parts/one-of';
import { shortDay, today } from '../../words/formats';
import { phrase } from '../../words/granter';
import { ActDialog, type ActProps } from './act-dialog';

const END_REASONS = ['need_ended', 'died', 'moved', 'other'] as const;
const PAUSE_CAUSES = ['client', 'organiser', 'institution'] as const;

export function EndDialog(props: ActProps) {
  const [day, setDay] = useState(today());
  const [reason, setReason] = useState<(typeof END_REASONS)[number] | ''>('');
  const [words, setWords] = useState('');
  const [isTold, setTold] = useState(false);
  return (
    <ActDialog
      {...props}
      title={phrase('end.title')}
      what={day ? phrase('end.what', { day: shortDay(day) }) : phrase('end.whatAtAll')}
      act={phrase('end.do')}
      place="end"
      body={day && reason ? { day, reason, words: words.trim() } : null}
      onMissing={() => setTold(true)}
    >
      <Field
        type="date"
        label={phrase('end.day')}
        hint={phrase('end.dayHint')}
        value={day}
        error={day ? null : phrase('wrong.day')}
        onInput={setDay}
      />
      <OneOf
        legend={phrase('end.reason')}
        value={reason}
        options={END_REASONS.map((one) => [one, phrase(`endReason.${one}`)])}
        error={isTold && !reason ? phrase('wrong.choose') : null}
        onChoose={setReason}
      />
      <MoreWords value={words} onInput={setWords} />
    </ActDialog>
  );
}

export function PauseDialog(props: ActProps) {
  const [firstDay, setFirstDay] = useState(today());
  const [lastDay, setLastDay] = useState('');
  const [causedBy, setCausedBy] = useState<(typeof PAUSE_CAUSES)[number] | ''>('');
  const [words, setWords] = useState('');
  const [isTold, setTold] = useState(false);
  const isTurned = Boolean(firstDay && lastDay && lastDay < firstDay);
  return (
    <ActDialog
      {...props}
      title={phrase('pause.title')}
      what={phrase('pause.what')}
      act={phrase('pause.do')}
      place="pauses"
      body={
        firstDay && causedBy && !isTurned ? { firstDay, lastDay: lastDay || null, causedBy, words: words.trim() } : null
      }
      onMissing={() => setTold(true)}
    >
      <Field
        type="date"
        label={phrase('pause.firstDay')}
        value={firstDay}
        error={firstDay ? null : phrase('wrong.day')}
        onInput={setFirstDay}
      />
      <Field
        type="date"
        label={phrase('pause.lastDay')}
        hint={phrase('pause.lastDayHint')}
        value={lastDay}
        error={isTurned ? phrase('wrong.turned') : null}
        onInput={setLastDay}
      />
      <OneOf
        legend={phrase('pause.causedBy')}
        value={causedBy}
        options={PAUSE_CAUSES.map((one) => [one, phrase(`pauseCause.${one}`), phrase(`pauseCause.${one}.fee`)])}
        error={isTold && !causedBy ? phrase('wrong.choose') : null}
        onChoose={setCausedBy}
      />
      <MoreWords value={words} onInput={setWords} />
    </ActDialog>
  );
}

export function ResumeDialog(props: ActProps) {
  const [lastDay, setLastDay] = useState(today());
  return (
    <ActDialog
      {...props}
      title={phrase('resume.title')}
      what={phrase('resume.what')}
      act={phrase('resume.do')}
      place="pauses/end"
      body={lastDay ? { lastDay } : null}
      onMissing={() => undefined}
    >
      <Field
        type="date"
        label={phrase('resume.lastDay')}
        value={lastDay}
        error={lastDay ? null : phrase('wrong.day')}
        onInput={setLastDay}
      />
    </ActDialog>
  );
}

/** A client may refuse the voucher; the county then arranges the service otherwise (569/2009 s.6). */
export function RefusalDialog(props: ActProps) {
  const [words, setWords] = useState('');
  return (
    <ActDialog
      {...props}
      title={phrase('declining.title')}
      what={phrase('declining.what')}
      act={phrase('declining.do')}
      place="refusal"
      body={{ words: words.trim() }}
      onMissing={() => undefined}
    >
      <MoreWords value={words} onInput={setWords} />
    </ActDialog>
  );
}

function MoreWords({ value, onInput }: { value: string; onInput: (words: string) => void }) {
  return <Field label={phrase('act.words')} lines={2} maxLength={2000} value={value} onInput={onInput} />;
}
