/** The office's code before the camera, or typed. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Button } from '../parts/button';
import { Field } from '../parts/field';
import { codeInLink, codeTyped } from '../scan/enrolment';
import { tell } from '../words/join';
import { Viewfinder } from './worker/viewfinder';
import '../style/scan.css';

/** How long "this is not the code" stays after the strange code has left the picture. */
const STRANGER_SHOWN_MS = 2500;

export function AskForCode({ onCode }: { onCode: (code: string) => void }) {
  const isStranger = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onSeen = useMemo(
    () =>
      (texts: string[]): boolean => {
        const code = texts.map(codeInLink).find((one) => one !== null);
        if (code) onCode(code);
        else if (texts.length > 0) {
          isStranger.value = true;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            isStranger.value = false;
          }, STRANGER_SHOWN_MS);
        }
        return Boolean(code);
      },
    [],
  );
  return (
    <>
      <Viewfinder
        onSeen={onSeen}
        words={tell(isStranger.value ? 'join.stranger' : 'join.point')}
        otherWay={tell('join.otherWay')}
      />
      <Typed onCode={onCode} />
    </>
  );
}

function Typed({ onCode }: { onCode: (code: string) => void }) {
  const typed = useSignal('');
  const isWrong = useSignal(false);
  const go = (event: Event): void => {
    event.preventDefault();
    const code = codeTyped(typed.value);
    isWrong.value = code === null;
    if (code) onCode(code);
  };
  return (
    <form class="part" noValidate onSubmit={go}>
      <Field
        label={tell('join.code')}
        hint={tell('join.codeHint')}
        value={typed.value}
        error={isWrong.value ? tell('join.codeWrong') : null}
        code
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={40}
        onInput={(value) => {
          typed.value = value;
          isWrong.value = false;
        }}
      />
      <Button type="submit">{tell('join.go')}</Button>
    </form>
  );
}
