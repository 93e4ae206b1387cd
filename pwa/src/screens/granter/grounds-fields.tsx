/** Why it is decided so, by which sections, and how the client is told; the last day to appeal follows. */
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { phrase } from '../../words/granter';
import type { FieldsProps } from './decision-form';
import { saidOf } from './fault-words';
import { NoticeFields } from './notice-fields';
import { suggestedGrounds, withSentence } from './suggestions';

export function GroundsFields({ draft, faults, onChange, legalBasis }: FieldsProps & { legalBasis: string[] }) {
  const suggested = suggestedGrounds(draft.resolution, draft.language, draft.arranging);
  const unused = suggested.filter((sentence) => !draft.grounds.includes(sentence));
  return (
    <section class="card" aria-labelledby="grounds">
      <h2 id="grounds">{phrase('decide.groundsTitle')}</h2>
      <Field
        label={phrase('decide.grounds')}
        hint={phrase('decide.groundsHint')}
        lines={4}
        maxLength={4000}
        value={draft.grounds}
        error={saidOf(faults.grounds)}
        onInput={(grounds) => onChange({ grounds })}
      />
      {unused.length > 0 && (
        <div class="phrases">
          <p class="soft" id="phrases">
            {phrase('decide.phrases')}
          </p>
          <ul aria-labelledby="phrases">
            {unused.map((sentence) => (
              <li key={sentence}>
                <Button onClick={() => onChange({ grounds: withSentence(draft.grounds, sentence) })}>
                  <span lang={draft.language}>{sentence}</span>
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Field
        label={phrase('decide.legalBasis')}
        hint={phrase('decide.legalBasisHint')}
        lines={3}
        value={draft.legalBasis ?? legalBasis.join('\n')}
        error={saidOf(faults.legalBasis)}
        onInput={(sections) => onChange({ legalBasis: sections })}
      />
      <NoticeFields notice={draft} error={saidOf(faults.sentOn)} onChange={onChange} />
    </section>
  );
}
