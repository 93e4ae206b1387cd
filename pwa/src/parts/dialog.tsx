/** A question in front of the page: it opens when it is drawn, and closes with a button, Escape or a tap beside it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../words';
import { Button } from './button';
import '../style/answers.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog class="sheet dialog" ref={box} aria-labelledby={id} closedby="any" onClose={onClose}>
      <div class="sheet-inside">
        <div class="sheet-head">
          <h2 id={id}>{title}</h2>
          <Button kind="plain" icon="close" onClick={() => box.current?.close()}>
            {t('action.close')}
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
