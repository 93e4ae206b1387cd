/** The locked app: the PIN, the fingerprint or the face, and what can be done without them. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Offline } from '../../api/client';
import { outboxCount } from '../../offline/signals';
import { forgetPin, hasPasskey, pinWaitMs, unlockWithPasskey, unlockWithPin } from '../../offline/vault';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { Tick } from '../../parts/tick';
import { t } from '../../words';
import { tell } from '../../words/unlock';
import { isPin, PinField } from './pin-field';

export default function Unlock() {
  const hasForgotten = useSignal(false);
  const wasAsked = useSignal(false);
  const ask = (forgotten: boolean) => (): void => {
    hasForgotten.value = forgotten;
    wasAsked.value = true;
  };
  return (
    <Screen title={tell('unlock.title')} lede={tell('unlock.lede')}>
      {outboxCount.value > 0 && <p>{t('phone.waiting', { count: outboxCount.value })}</p>}
      {hasForgotten.value ? (
        <Forgotten onGoBack={ask(false)} />
      ) : (
        <>
          <ByPasskey />
          <ByPin />
          <div class="buttons">
            <Button icon="scan" href="/sealed">
              {tell('unlock.record')}
            </Button>
            <Button kind="plain" focused={wasAsked.value} onClick={ask(true)}>
              {tell('unlock.forgotten')}
            </Button>
          </div>
        </>
      )}
    </Screen>
  );
}

function ByPasskey() {
  const isThere = useSignal(false);
  const isBusy = useSignal(false);
  const didNotOpen = useSignal(false);
  useEffect(() => {
    void hasPasskey().then((has) => {
      isThere.value = has;
    });
  }, []);
  const open = async (): Promise<void> => {
    isBusy.value = true;
    didNotOpen.value = !(await unlockWithPasskey().catch(() => false));
    isBusy.value = false;
  };
  if (!isThere.value) return null;
  return (
    <>
      <Button kind="primary" icon="person" wide busy={isBusy.value} onClick={() => void open()}>
        {tell('unlock.passkey')}
      </Button>
      <div role="status">
        {didNotOpen.value && <Notice kind="warn" announced={false} title={tell('unlock.passkeyNot')} />}
      </div>
    </>
  );
}

function ByPin() {
  const pin = useSignal('');
  const isShown = useSignal(false);
  const isBusy = useSignal(false);
  const wasWrong = useSignal(false);
  const failure = useSignal<unknown>(null);
  const { seconds, wait } = useWait();
  const open = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy.value || !isPin(pin.value)) return;
    isBusy.value = true;
    failure.value = null;
    try {
      const unlocking = await unlockWithPin(pin.value);
      if (unlocking.outcome === 'ok') return;
      wasWrong.value = unlocking.outcome === 'wrong';
      wait(unlocking.waitMs);
      pin.value = '';
    } catch (cause) {
      failure.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form class="part" onSubmit={(event) => void open(event)} noValidate>
      <PinField
        label={tell('unlock.pin')}
        error={wasWrong.value ? tell('unlock.wrong') : null}
        value={pin.value}
        isShown={isShown.value}
        onInput={(typed) => {
          pin.value = typed;
          if (typed) wasWrong.value = false;
        }}
      />
      <Tick
        name={tell('unlock.show')}
        checked={isShown.value}
        onTick={(shown) => {
          isShown.value = shown;
        }}
      />
      {failure.value !== null && <FailureView failure={failure.value} />}
      {seconds > 0 && <p>{tell('unlock.wait', { count: seconds })}</p>}
      <Button kind="primary" type="submit" wide busy={isBusy.value || seconds > 0}>
        {tell('unlock.open')}
      </Button>
    </form>
  );
}

/** How many seconds until the next attempt, counted down by the clock: a phone asleep runs no timers. */
function useWait(): { seconds: number; wait: (waitMs: number) => void } {
  const until = useSignal(0);
  const seconds = useSignal(0);
  const count = (): void => {
    seconds.value = Math.max(0, Math.ceil((until.peek() - Date.now()) / 1000));
  };
  const wait = (waitMs: number): void => {
    until.value = Date.now() + waitMs;
    count();
  };
  useEffect(() => {
    void pinWaitMs().then(wait);
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, []);
  return { seconds: seconds.value, wait };
}

function Forgotten({ onGoBack }: { onGoBack: () => void }) {
  const isBusy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const forget = async (): Promise<void> => {
    isBusy.value = true;
    failure.value = null;
    try {
      await forgetPin();
    } catch (cause) {
      failure.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      {failure.value instanceof Offline && <Notice kind="warn" title={tell('unlock.noNetwork')} />}
      {failure.value !== null && !(failure.value instanceof Offline) && <FailureView failure={failure.value} />}
      <Notice
        kind="warn"
        focused
        title={tell('unlock.forgotten')}
        action={
          <div class="buttons">
            <Button busy={isBusy.value} onClick={() => void forget()}>
              {tell('unlock.signInAnew')}
            </Button>
            <Button onClick={onGoBack}>{tell('unlock.goBack')}</Button>
          </div>
        }
      >
        <p>{tell('unlock.forgottenMeans')}</p>
      </Notice>
    </>
  );
}
