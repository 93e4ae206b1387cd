/** In which language, how and when the decision goes out, and the last day to appeal that follows from it. */
import { Choice } from '../../parts/choice';
import { Field } from '../../parts/field';
import { OneOf } from '../../parts/one-of';
import { appealUntil, type SentBy } from '../../rules/appeal';
import { LANGUAGE_NAMES } from '../../words';
import { longDay, shortDay } from '../../words/formats';
import { phrase } from '../../words/granter';
import { PAPER_LANGUAGES } from './paper-links';
import type { PaperLanguage } from './wire';

export interface NoticeOfIt {
  language: PaperLanguage;
  sentBy: SentBy;
  sentOn: string;
}

interface NoticeFieldsProps {
  notice: NoticeOfIt;
  error: string | null;
  onChange: (part: Partial<NoticeOfIt>) => void;
}

const WAYS: SentBy[] = ['letter', 'in_person'];

export function NoticeFields({ notice, error, onChange }: NoticeFieldsProps) {
  const { language, sentBy, sentOn } = notice;
  return (
    <>
      <Choice
        label={phrase('notice.language')}
        value={language}
        options={PAPER_LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
        onChoose={(one) => onChange({ language: one as PaperLanguage })}
      />
      <OneOf
        legend={phrase('notice.sentBy')}
        value={sentBy}
        options={WAYS.map((one) => [one, phrase(`sentBy.${one}`), phrase(`sentBy.${one}.what`)])}
        onChoose={(one) => onChange({ sentBy: one })}
      />
      <Field
        type="date"
        label={phrase(`sentOn.${sentBy}`)}
        value={sentOn}
        error={error}
        onInput={(day) => onChange({ sentOn: day })}
      />
      {sentOn && (
        <p role="status">
          {phrase('notice.appeal', {
            day: `${longDay(appealUntil(sentBy, sentOn))} (${shortDay(appealUntil(sentBy, sentOn))})`,
          })}
        </p>
      )}
    </>
  );
}
