/** A mandate that the granter has seen on paper or as an authority's decision. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { EnterMandate as Asked, ClientRow } from '../../api/schema';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { Tick } from '../../parts/tick';
import { LANGUAGE_NAMES, LANGUAGES } from '../../words';
import { today } from '../../words/formats';
import { tell as tellMandate } from '../../words/mandates';
import { tell } from '../../words/official';

const SOURCES = ['paper', 'guardianship', 'continuing-power', 'custody'] as const satisfies Asked['source'][];
const MORE = ['see_money', 'give_feedback', 'choose_provider'] as const satisfies Asked['scopes'];

const nothingYet = (): Asked => ({
  id: crypto.randomUUID(),
  source: 'paper',
  reference: '',
  identityCode: '',
  givenName: '',
  familyName: '',
  language: 'fi',
  scopes: ['see_visits'],
  firstDay: today(),
  lastDay: null,
});

interface EnterProps {
  client: ClientRow;
  onClose: () => void;
  onEntered: () => void;
}

export function EnterMandate({ client, onClose, onEntered }: EnterProps) {
  const [typed, setTyped] = useState(nothingYet);
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const change = (part: Partial<Asked>) => {
    setTyped({ ...typed, ...part });
    sending.forget();
  };
  const asked = ['reference', 'identityCode', 'givenName', 'familyName', 'firstDay'] as const;
  const missing = (name: (typeof asked)[number]) => (isTold && !typed[name].trim() ? tell('official.missing') : null);
  const enter = (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (asked.some((name) => !typed[name].trim())) {
      goToFirstWrong(form.current);
      return;
    }
    void sending.send(async () => {
      await ask('POST', `/api/clients/${client.id}/mandates`, typed);
      onEntered();
    });
  };
  const text = (name: 'reference' | 'identityCode' | 'givenName' | 'familyName', most: number) => (
    <Field
      label={tell(`official.${name}`)}
      value={typed[name]}
      error={missing(name)}
      autoComplete="off"
      spellcheck={false}
      maxLength={most}
      onInput={(value) => change({ [name]: value })}
    />
  );
  return (
    <Dialog title={tell('official.enter')} onClose={onClose}>
      <form class="part" ref={form} noValidate onSubmit={enter}>
        {client.hasSafetyBan && <Notice kind="warn" announced={false} title={tell('ban.mandate')} />}
        <Choice
          label={tell('official.source')}
          value={typed.source}
          options={SOURCES.map((source) => [source, tellMandate(`source.${source}`)])}
          onChoose={(source) => change({ source: source as Asked['source'] })}
        />
        {text('reference', 200)}
        {text('identityCode', 20)}
        {text('givenName', 100)}
        {text('familyName', 100)}
        <Choice
          label={tell('official.language')}
          value={typed.language}
          options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
          onChoose={(language) => change({ language: language as Asked['language'] })}
        />
        <fieldset class="one-of">
          <legend>{tell('official.scopes')}</legend>
          <div class="one-of-rows">
            {MORE.map((scope) => (
              <Tick
                key={scope}
                name={tell(`official.${scope}`)}
                checked={typed.scopes.includes(scope)}
                onTick={(isOn) =>
                  change({ scopes: isOn ? [...typed.scopes, scope] : typed.scopes.filter((one) => one !== scope) })
                }
              />
            ))}
          </div>
        </fieldset>
        <Field
          type="date"
          label={tell('official.firstDay')}
          value={typed.firstDay}
          error={missing('firstDay')}
          onInput={(firstDay) => change({ firstDay })}
        />
        <Field
          type="date"
          label={tell('official.lastDay')}
          value={typed.lastDay ?? ''}
          onInput={(lastDay) => change({ lastDay: lastDay || null })}
        />
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy} wide>
          {tell('official.enter')}
        </Button>
      </form>
    </Dialog>
  );
}
