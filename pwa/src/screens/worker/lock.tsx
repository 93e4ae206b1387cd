/** The lock set, changed or taken away; a fingerprint or a face is added beside the PIN. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  addPasskey,
  type CannotLock,
  cannotLock,
  hasPasskey,
  lockState,
  passkeysWork,
  removeLock,
  setPin,
} from '../../offline/vault';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { Screen } from '../../parts/screen';
import { Tick } from '../../parts/tick';
import { t } from '../../words';
import { tell } from '../../words/lock';
import { tell as tellUnlock } from '../../words/unlock';
import { isPin, PinField } from './pin-field';

export default function LockScreen() {
  const reason = useSignal<CannotLock | null | undefined>(undefined);
  const isSetNow = useSignal(false);
  useEffect(() => {
    void cannotLock().then((found) => {
      reason.value = found;
    });
  }, []);
  const isLocking = lockState.value !== 'open';
  if (reason.value === undefined) return <Busy what={t('app.loading')} />;
  return (
    <Screen title={tell('lock.title')} back="/phone">
      <p>{tell('lock.why')}</p>
      {reason.value && !isLocking ? (
        <Notice kind="warn" title={tell(`lock.${reason.value}`)}>
          <p>{tell(`lock.${reason.value}Next`)}</p>
        </Notice>
      ) : (
        <>
          {isSetNow.value && (
            <Notice kind="done" focused title={tell('lock.isSet')}>
              <p>{tell('lock.isSetMeans')}</p>
            </Notice>
          )}
          {isLocking && <Passkey />}
          {!isSetNow.value && (
            <NewPin
              isChange={isLocking}
              onSet={() => {
                isSetNow.value = true;
              }}
            />
          )}
          {isLocking && !isSetNow.value && <RemoveLock />}
        </>
      )}
    </Screen>
  );
}

function NewPin({ isChange, onSet }: { isChange: boolean; onSet: () => void }) {
  const pin = useSignal('');
  const again = useSignal('');
  const isShown = useSignal(false);
  const isTold = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const isShort = !isPin(pin.value);
  const differs = !isShort && pin.value !== again.value;
  const set = async (event: Event): Promise<void> => {
    event.preventDefault();
    isTold.value = true;
    if (isShort || differs) {
      form.current?.querySelectorAll('input')[isShort ? 0 : 1]?.focus();
      return;
    }
    isBusy.value = true;
    failure.value = null;
    try {
      await setPin(pin.value);
      onSet();
    } catch (cause) {
      failure.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  const into = (field: typeof pin) => (typed: string) => {
    field.value = typed;
    isTold.value = false;
  };
  return (
    <form ref={form} class="part" onSubmit={(event) => void set(event)} noValidate>
      <PinField
        label={tell('lock.pin')}
        hint={tell('lock.pinHint')}
        error={isTold.value && isShort ? tell('lock.tooShort') : null}
        value={pin.value}
        isShown={isShown.value}
        onInput={into(pin)}
      />
      <PinField
        label={tell('lock.again')}
        error={isTold.value && differs ? tell('lock.differs') : null}
        value={again.value}
        isShown={isShown.value}
        onInput={into(again)}
      />
      <Tick
        name={tellUnlock('unlock.show')}
        checked={isShown.value}
        onTick={(shown) => {
          isShown.value = shown;
        }}
      />
      {failure.value !== null && <FailureView failure={failure.value} />}
      <Button kind="primary" type="submit" wide busy={isBusy.value}>
        {tell(isChange ? 'lock.change' : 'lock.set')}
      </Button>
    </form>
  );
}

function Passkey() {
  const works = useSignal(false);
  const outcome = useSignal<'lock.passkeyAdded' | 'lock.passkeyNot' | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    void Promise.all([passkeysWork(), hasPasskey()]).then(([canGive, has]) => {
      works.value = canGive && !has;
    });
  }, []);
  const add = async (): Promise<void> => {
    isBusy.value = true;
    const isAdded = await addPasskey().catch(() => false);
    outcome.value = isAdded ? 'lock.passkeyAdded' : 'lock.passkeyNot';
    works.value = !isAdded;
    isBusy.value = false;
  };
  return (
    <>
      <div role="status">
        {outcome.value && (
          <Notice
            kind={outcome.value === 'lock.passkeyAdded' ? 'done' : 'warn'}
            announced={false}
            title={tell(outcome.value)}
          />
        )}
      </div>
      {works.value && (
        <div class="part">
          <p>{tell('lock.passkeyMeans')}</p>
          <div class="buttons">
            <Button busy={isBusy.value} onClick={() => void add()}>
              {tell('lock.addPasskey')}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

function RemoveLock() {
  const isAsking = useSignal(false);
  const wasAsked = useSignal(false);
  const failure = useSignal<unknown>(null);
  const ask = (asking: boolean) => () => {
    isAsking.value = asking;
    wasAsked.value = true;
  };
  const remove = async (): Promise<void> => {
    failure.value = null;
    try {
      await removeLock();
    } catch (cause) {
      failure.value = cause;
    }
  };
  if (!isAsking.value) {
    return (
      <div class="buttons">
        <Button focused={wasAsked.value} onClick={ask(true)}>
          {tell('lock.remove')}
        </Button>
      </div>
    );
  }
  return (
    <>
      {failure.value !== null && <FailureView failure={failure.value} />}
      <Notice
        kind="warn"
        focused
        title={tell('lock.removeAsk')}
        action={
          <div class="buttons">
            <Button onClick={() => void remove()}>{tell('lock.remove')}</Button>
            <Button onClick={ask(false)}>{tell('lock.keep')}</Button>
          </div>
        }
      >
        <p>{tell('lock.removeMeans')}</p>
      </Notice>
    </>
  );
}
