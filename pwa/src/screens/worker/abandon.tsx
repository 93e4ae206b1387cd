/** The way out of a visit that was begun by mistake: asked twice, and nothing is recorded. */
import { useSignal } from '@preact/signals';
import { navigate } from '../../navigate';
import { abandonOngoing } from '../../offline/ongoing';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { tell } from '../../words/visit';

export function Abandon() {
  const isAsking = useSignal(false);
  const wasAsked = useSignal(false);
  const ask = (asking: boolean) => () => {
    isAsking.value = asking;
    wasAsked.value = true;
  };
  if (!isAsking.value) {
    return (
      <Button kind="plain" focused={wasAsked.value} onClick={ask(true)}>
        {tell('ongoing.abandon')}
      </Button>
    );
  }
  const abandon = async (): Promise<void> => {
    await abandonOngoing();
    navigate('/', { replace: true });
  };
  return (
    <Notice
      kind="warn"
      focused
      title={tell('ongoing.abandonAsk')}
      action={
        <div class="buttons">
          <Button onClick={abandon}>{tell('ongoing.abandonYes')}</Button>
          <Button onClick={ask(false)}>{tell('ongoing.abandonNo')}</Button>
        </div>
      }
    >
      <p>{tell('ongoing.abandonMeans')}</p>
    </Notice>
  );
}
