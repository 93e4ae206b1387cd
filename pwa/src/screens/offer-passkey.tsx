/** A phone has just been taken into use: its worker can see to it that next time she needs no code of the office. */
import { useSignal } from '@preact/signals';
import { navigate } from '../navigate';
import { Button } from '../parts/button';
import { Notice } from '../parts/notice';
import { FailureView } from '../parts/problem';
import { Screen } from '../parts/screen';
import { useSending } from '../parts/sending';
import { addPasskey } from '../passkeys';
import { tell } from '../words/passkeys';
import { nameOfThisDevice } from './passkeys';

const goHome = (): void => navigate('/', { replace: true });

export function OfferPasskey() {
  const sending = useSending();
  const isLeft = useSignal(false);
  const add = async (): Promise<void> => {
    isLeft.value = false;
    const wentWell = await sending.send(async () => {
      isLeft.value = (await addPasskey(nameOfThisDevice())) === null;
    });
    if (wentWell && !isLeft.value) goHome();
  };
  return (
    <Screen
      title={tell('passkeys.offer')}
      lede={tell('passkeys.offerLede')}
      action={
        <Button kind="primary" wide busy={sending.busy} onClick={() => void add()}>
          {tell('passkeys.add')}
        </Button>
      }
    >
      <p>{tell('passkeys.laterWhat')}</p>
      {isLeft.value && (
        <Notice kind="warn" title={tell('passkeys.notAdded')}>
          <p>{tell('passkeys.notAddedNext')}</p>
        </Notice>
      )}
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <div class="buttons">
        <Button onClick={goHome}>{tell('passkeys.later')}</Button>
      </div>
    </Screen>
  );
}
