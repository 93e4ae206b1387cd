/** That a settlement was paid is entered by hand: the day and the sum, which must be the settlement's own. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { SettlementDetail, TellPayment as Told } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { goToFirstWrong } from '../../parts/first-wrong';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { decimalIn, decimalOf } from '../../parts/typed-decimal';
import { euros } from '../../words/amounts';
import { today } from '../../words/formats';
import { tell } from '../../words/settling';

interface TellPaymentProps {
  settlement: SettlementDetail;
  onTold: () => void;
}

export function TellPayment({ settlement, onTold }: TellPaymentProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" icon="check" onClick={() => setOpen(true)}>
        {tell('paying.do')}
      </Button>
      {isOpen && (
        <Dialog title={tell('paying.title', { number: settlement.number })} onClose={() => setOpen(false)}>
          <Form
            settlement={settlement}
            onTold={() => {
              setOpen(false);
              onTold();
            }}
          />
        </Dialog>
      )}
    </>
  );
}

function Form({ settlement, onTold }: TellPaymentProps) {
  // What is sent twice is paid once.
  const [id] = useState(() => crypto.randomUUID());
  const [paidOn, setPaidOn] = useState(today());
  const [sum, setSum] = useState(decimalOf(settlement.dueCents, 2, 2));
  const [isTold, setTold] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const sending = useSending();
  const cents = decimalIn(sum, 2);
  const send = async (event: Event) => {
    event.preventDefault();
    setTold(true);
    if (!paidOn || cents === null) return goToFirstWrong(form.current);
    const said: Told = { id, cents, paidOn };
    if (await sending.send(() => ask<void>('POST', `/api/settlements/${settlement.id}/payment`, said))) onTold();
  };
  return (
    <form class="part" ref={form} noValidate onSubmit={(event) => void send(event)}>
      <p>{tell('paying.what', { sum: euros(settlement.dueCents) })}</p>
      <Field
        type="date"
        label={tell('paying.day')}
        value={paidOn}
        error={isTold && !paidOn ? tell('paying.dayMissing') : null}
        onInput={setPaidOn}
      />
      <Field
        label={tell('paying.sum')}
        value={sum}
        inputMode="decimal"
        error={isTold && cents === null ? tell('crediting.sumWrong') : null}
        onInput={setSum}
      />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <Button kind="primary" type="submit" wide busy={sending.busy}>
        {tell('paying.do')}
      </Button>
    </form>
  );
}
