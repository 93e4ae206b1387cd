/** Leaving a phone without a trace: asked twice, and refused while anything is on this phone alone. */
import { useSignal } from '@preact/signals';
import { removeMyData } from '../../offline/own-phone';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { session } from '../../session';
import { tell } from '../../words/device';

export function RemoveMyData() {
  const isAsking = useSignal(false);
  const wasAsked = useSignal(false);
  const unsent = useSignal(0);
  const failure = useSignal<unknown>(null);
  const ask = (asking: boolean) => () => {
    isAsking.value = asking;
    wasAsked.value = true;
    unsent.value = 0;
  };
  const remove = async (): Promise<void> => {
    failure.value = null;
    try {
      unsent.value = await removeMyData(session.peek()?.person.id ?? '');
      isAsking.value = false;
    } catch (cause) {
      failure.value = cause;
    }
  };
  return (
    <section class="part" aria-labelledby="remove">
      <h2 id="remove">{tell('device.remove')}</h2>
      {failure.value !== null && <FailureView failure={failure.value} />}
      {unsent.value > 0 && (
        <Notice
          kind="refused"
          focused
          title={tell('device.removeRefused', { count: unsent.value })}
          action={
            <Button icon="phone" href="/rescue">
              {tell('device.move')}
            </Button>
          }
        >
          <p>{tell('device.removeRefusedNext')}</p>
        </Notice>
      )}
      {isAsking.value ? (
        <Notice
          kind="warn"
          focused
          title={tell('device.removeAsk')}
          action={
            <div class="buttons">
              <Button onClick={() => void remove()}>{tell('device.removeYes')}</Button>
              <Button onClick={ask(false)}>{tell('device.removeNo')}</Button>
            </div>
          }
        >
          <p>{tell('device.removeMeans')}</p>
        </Notice>
      ) : (
        <div class="buttons">
          <Button focused={wasAsked.value && unsent.value === 0} onClick={ask(true)}>
            {tell('device.remove')}
          </Button>
        </div>
      )}
    </section>
  );
}
