/** A client who has not been here before: her name, her identity code if it is known, her language, a safety ban. */
import { useRef, useState } from 'preact/hooks';
import { ask, Problem } from '../../api/client';
import type { AddClient, ClientRow } from '../../api/schema';
import { navigate } from '../../navigate';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/choice';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { Tick } from '../../parts/tick';
import { LANGUAGE_NAMES, LANGUAGES, type Language, problemWords } from '../../words';
import { phrase } from '../../words/granter';

const DRAFT = 'client';

interface Typed {
  id: string;
  givenName: string;
  familyName: string;
  identityCode: string;
  language: Language;
  hasSafetyBan: boolean;
}

const nobody = (): Typed => ({
  id: crypto.randomUUID(),
  givenName: '',
  familyName: '',
  identityCode: '',
  language: 'fi',
  hasSafetyBan: false,
});

export function NewClient({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState(() => keptDraft<Typed>(DRAFT) ?? nobody());
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const change = (part: Partial<Typed>) => {
    const changed = { ...typed, ...part };
    setTyped(changed);
    keepDraft(DRAFT, changed);
    sending.forget();
  };
  const add = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!typed.givenName.trim() || !typed.familyName.trim()) {
      goToFirstWrong(form.current);
      return;
    }
    await sending.send(async () => {
      const added = await ask<ClientRow>('POST', '/api/clients', asked(typed));
      dropDraft(DRAFT);
      navigate(`/clients/${added.id}`);
    });
  };
  const missing = (text: string) => (isTold && !text.trim() ? phrase('wrong.name') : null);
  const refusal = sending.failure instanceof Problem ? sending.failure.slug : null;
  const codeWrong = refusal === 'identity-code-wrong' ? problemWords(refusal) : null;
  return (
    <Dialog title={phrase('newClient.title')} onClose={onClose}>
      <form class="part" ref={form} noValidate onSubmit={(event) => void add(event)}>
        <Field
          label={phrase('newClient.givenName')}
          value={typed.givenName}
          error={missing(typed.givenName)}
          autoComplete="off"
          maxLength={100}
          onInput={(givenName) => change({ givenName })}
        />
        <Field
          label={phrase('newClient.familyName')}
          value={typed.familyName}
          error={missing(typed.familyName)}
          autoComplete="off"
          maxLength={100}
          onInput={(familyName) => change({ familyName })}
        />
        <Field
          label={phrase('newClient.identityCode')}
          hint={phrase('newClient.identityCodeHint')}
          value={typed.identityCode}
          error={codeWrong && `${codeWrong.title}. ${codeWrong.next}`}
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          maxLength={20}
          onInput={(identityCode) => change({ identityCode })}
        />
        <Choice
          label={phrase('newClient.language')}
          value={typed.language}
          options={LANGUAGES.map((one) => [one, LANGUAGE_NAMES[one]])}
          onChoose={(language) => change({ language: language as Language })}
        />
        <Tick
          name={phrase('record.safetyBan')}
          hint={phrase('newClient.safetyBanHint')}
          checked={typed.hasSafetyBan}
          onTick={(hasSafetyBan) => change({ hasSafetyBan })}
        />
        {sending.failure !== null && !codeWrong && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy} wide>
          {phrase('newClient.add')}
        </Button>
      </form>
    </Dialog>
  );
}

function asked({ identityCode, givenName, familyName, ...others }: Typed): AddClient {
  return {
    ...others,
    givenName: givenName.trim(),
    familyName: familyName.trim(),
    identityCode: identityCode.trim() || null,
  };
}
