/** The page that a letter's link opens: her press confirms the address, so that no mail program does it for her. */
import { useState } from 'preact/hooks';
import { ask } from '../api/client';
import { Button } from '../parts/button';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { tell } from '../words/told';

export default function ConfirmAddress() {
  const [isDone, setDone] = useState(false);
  const sending = useSending();
  const confirm = () =>
    void sending.send(async () => {
      await ask('POST', '/api/told/mail/confirm', { token: location.hash.slice(1) });
      history.replaceState(null, '', location.pathname);
      setDone(true);
    });
  if (isDone) {
    return (
      <Screen title={tell('told.confirmTitle')}>
        <Notice kind="done" focused title={tell('told.confirmDone')}>
          <p>{tell('told.confirmDoneNext')}</p>
        </Notice>
      </Screen>
    );
  }
  return (
    <Screen
      title={tell('told.confirmTitle')}
      lede={tell('told.confirmWhy')}
      action={
        <Button kind="primary" wide busy={sending.busy} onClick={confirm}>
          {tell('told.confirm')}
        </Button>
      }
    >
      {sending.failure !== null && <FailureView failure={sending.failure} />}
    </Screen>
  );
}
