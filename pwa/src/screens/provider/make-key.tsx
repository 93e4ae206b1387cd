/** A new key for a system: named, made, and shown this once with what it means to have it. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { NewProviderKey } from '../../api/schema';
import { Button } from '../../parts/button';
import { copied } from '../../parts/clipboard';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { tell } from '../../words/own-systems';
import '../../style/own-systems.css';

const LONGEST_NAME = 200;

interface Made {
  name: string;
  token: string;
}

export function MakeKey({ onMade }: { onMade: () => void }) {
  const [name, setName] = useState('');
  const [isTold, setTold] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const make = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!name.trim()) {
      goToFirstWrong(form.current);
      return;
    }
    await sending.send(async () => {
      const { token } = await ask<NewProviderKey>('POST', '/api/provider/keys', { name });
      setMade({ name, token });
      setName('');
      setTold(false);
      onMade();
    });
  };
  if (made) return <ShownOnce made={made} onKept={() => setMade(null)} />;
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void make(event)}>
      <Field
        label={tell('keys.name')}
        hint={tell('keys.nameHint')}
        value={name}
        error={isTold && !name.trim() ? tell('keys.nameMissing') : null}
        autoComplete="off"
        maxLength={LONGEST_NAME}
        onInput={setName}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" busy={sending.busy}>
        {tell('keys.make')}
      </Button>
    </form>
  );
}

function ShownOnce({ made, onKept }: { made: Made; onKept: () => void }) {
  const [said, say] = useState('');
  const copy = async () => say((await copied(made.token)) ? tell('keys.copied') : tell('keys.notCopied'));
  return (
    <Notice kind="done" focused title={tell('keys.made', { name: made.name })}>
      <p>{tell('keys.once')}</p>
      <code class="own-key">{made.token}</code>
      <p>{tell('keys.secret')}</p>
      <div class="buttons">
        <Button kind="primary" onClick={() => void copy()}>
          {tell('keys.copy')}
        </Button>
        <Button onClick={onKept}>{tell('keys.kept')}</Button>
      </div>
      <p role="status">{said}</p>
    </Notice>
  );
}
