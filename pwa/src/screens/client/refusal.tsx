/** A client may refuse her voucher (569/2009 s.6): she is told what happens, and it happens when she says so again. */
import { useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { VoucherDetail } from '../../api/schema';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { say } from '../../words';
import { tell } from '../../words/client';

/** As the server takes it. */
const LONGEST_WORDS = 2000;

interface RefusalProps {
  voucher: VoucherDetail;
  isHerself: boolean;
  onRefused: () => void;
}

export function Refusal({ voucher, isHerself, onRefused }: RefusalProps) {
  const [step, go] = useState<'closed' | 'asked' | 'back'>('closed');
  const [words, setWords] = useState('');
  const [isSending, setSending] = useState(false);
  const [failure, fail] = useState<unknown>(null);
  // One id for one refusal, however often it is sent: a lost answer makes no second one.
  const id = useRef(crypto.randomUUID());

  const send = async () => {
    setSending(true);
    fail(null);
    try {
      await ask('POST', `/api/vouchers/${voucher.id}/refusal`, { id: id.current, words: words.trim() });
      onRefused();
    } catch (error) {
      fail(error);
    } finally {
      setSending(false);
    }
  };

  if (step !== 'asked') {
    return (
      <Button kind="plain" onClick={() => go('asked')} focused={step === 'back'}>
        {tell(isHerself ? 'refusal.ask' : 'refusal.askFor')}
      </Button>
    );
  }
  const organiser = say(voucher.organiser);
  return (
    <Notice kind="warn" focused title={tell('refusal.title', { service: say(voucher.service) })}>
      <p>{tell('refusal.ends')}</p>
      <p>{tell('refusal.otherwise', { organiser })}</p>
      <p>{tell('refusal.noReturn')}</p>
      <Field label={tell('refusal.why')} value={words} onInput={setWords} lines={2} maxLength={LONGEST_WORDS} />
      {failure !== null && <FailureView failure={failure} />}
      <div class="buttons">
        <Button onClick={() => go('back')}>{tell('refusal.no')}</Button>
        <Button kind="primary" busy={isSending} onClick={() => void send()}>
          {tell('refusal.yes')}
        </Button>
      </div>
    </Notice>
  );
}
