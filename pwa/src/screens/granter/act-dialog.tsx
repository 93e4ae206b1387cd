/** The frame of one act on a grant: what it does is said, what is missing is told, and it is sent once. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';

export interface ActProps {
  voucher: { id: string };
  onClose: () => void;
  onDone: () => void;
}

interface ActDialogProps extends ActProps {
  title: string;
  /** What will have happened when it is done. */
  what: string;
  /** The words on the button that does it. */
  act: string;
  /** The last part of the address. */
  place: string;
  /** What is sent beside the act's own id; null while something is missing, which the fields tell. */
  body: Record<string, unknown> | null;
  /** It was tried too early. */
  onMissing: () => void;
  children?: ComponentChildren;
}

export function ActDialog(props: ActDialogProps) {
  const { voucher, title, what, act, place, body, onClose, onDone, onMissing, children } = props;
  // The same act asked for twice, after an answer that was lost, is done once.
  const [id] = useState(() => crypto.randomUUID());
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (body === null) {
      onMissing();
      goToFirstWrong(form.current);
      return;
    }
    const isDone = await sending.send(async () => {
      await ask('POST', `/api/vouchers/${voucher.id}/${place}`, { id, ...body });
    });
    if (isDone) onDone();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="part" ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <p>{what}</p>
        {children}
        {sending.failure !== null && <FailureView failure={sending.failure} />}
        <Button kind="primary" type="submit" busy={sending.busy} wide>
          {act}
        </Button>
      </form>
    </Dialog>
  );
}
