/** The place for the code of an invitation to act for another; a mistake in it is found before it is sent. */
import { useRef, useState } from 'preact/hooks';
import { grouped, normalised, readNumber } from '../rules/number';
import { tell } from '../words/mandates';
import { Button } from './button';
import { Field } from './field';
import { goToFirstWrong } from './first-wrong';
import { FailureView } from './problem';
import { useSending } from './sending';

interface EnterCodeProps {
  /** As a link brought it; empty where it is to be typed. */
  code: string;
  /** Use it; what it throws is shown. */
  onCode: (number: string) => Promise<void>;
}

export function EnterCode({ code, onCode }: EnterCodeProps) {
  const [typed, setTyped] = useState(code && grouped(normalised(code)));
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const { number } = readNumber(typed);
  const take = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (number === null) {
      goToFirstWrong(form.current);
      return;
    }
    await sending.send(async () => {
      await onCode(number);
      setTyped('');
      setTold(false);
    });
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void take(event)}>
      <h2>{tell('acting.code')}</h2>
      <Field
        label={tell('acting.codeLabel')}
        hint={tell('acting.codeHint')}
        value={typed}
        error={isTold && number === null ? tell('acting.codeWrong') : null}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={40}
        code
        onInput={(text) => {
          setTyped(text);
          setTold(false);
          sending.forget();
        }}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind={code ? 'primary' : 'plain'} type="submit" busy={sending.busy} wide>
        {tell('acting.take')}
      </Button>
    </form>
  );
}
