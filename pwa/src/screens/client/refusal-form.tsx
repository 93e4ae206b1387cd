/** What happens when a client refuses her voucher, and the question whether she does: fetched once she asks. */
import { useState } from 'preact/hooks';
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

interface RefusalFormProps {
  voucher: VoucherDetail;
  /** The refusal's own. */
  id: string;
  onRefused: () => void;
  onBack: () => void;
}

export default function RefusalForm({ voucher, id, onRefused, onBack }: RefusalFormProps) {
  const [words, setWords] = useState('');
  const [isSending, setSending] = useState(false);
  const [failure, fail] = useState<unknown>(null);

  const send = async () => {
    setSending(true);
    fail(null);
    try {
      await ask('POST', `/api/vouchers/${voucher.id}/refusal`, { id, words: words.trim() });
      onRefused();
    } catch (error) {
      fail(error);
    } finally {
      setSending(false);
    }
  };

  const organiser = say(voucher.organiser);
  return (
    <Notice kind="warn" focused title={tell('refusal.title', { service: say(voucher.service) })}>
      <p>{tell('refusal.ends')}</p>
      <p>{tell('refusal.otherwise', { organiser })}</p>
      <p>{tell('refusal.noReturn')}</p>
      <Field label={tell('refusal.why')} value={words} onInput={setWords} lines={2} maxLength={LONGEST_WORDS} />
      {failure !== null && <FailureView failure={failure} />}
      <div class="buttons">
        <Button onClick={onBack}>{tell('refusal.no')}</Button>
        <Button kind="primary" busy={isSending} onClick={() => void send()}>
          {tell('refusal.yes')}
        </Button>
      </div>
    </Notice>
  );
}
