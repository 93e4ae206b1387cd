/** The frames of a parcel one after another, for as long as the other phone needs; always black on white. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Envelope } from '../../api/schema';
import { Busy } from '../../parts/busy';
import { Button } from '../../parts/button';
import { FailureView } from '../../parts/problem';
import { stayAwake } from '../../parts/stay-awake';
import { type Film, filmOf } from '../../rescue/show';
import { t } from '../../words';
import { tell } from '../../words/rescue';

/** Three a second: a camera reads ten, and nothing that changes so seldom is a flash (WCAG 2.3.1). */
const FRAME_MS = 334;

export function MovingCode({ envelopes }: { envelopes: Envelope[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const film = useSignal<Film | null>(null);
  const failure = useSignal<unknown>(null);
  const place = useSignal(0);
  const isPaused = useSignal(false);
  useEffect(() => {
    filmOf(envelopes).then(
      (made) => {
        film.value = made;
      },
      (cause: unknown) => {
        failure.value = cause;
      },
    );
  }, []);
  useEffect(stayAwake, []);
  const count = film.value?.count ?? 0;
  useEffect(() => {
    if (count < 2 || isPaused.value) return;
    const timer = setInterval(() => {
      place.value = (place.peek() + 1) % count;
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [count, isPaused.value]);
  useEffect(() => {
    if (canvas.current) film.value?.draw(place.value, canvas.current);
  }, [film.value, place.value]);
  if (failure.value !== null) return <FailureView failure={failure.value} />;
  if (film.value === null) return <Busy what={t('app.loading')} />;
  return (
    <div class="part">
      <canvas ref={canvas} class="moving-code" role="img" aria-label={tell('rescue.picture')} />
      <div class="part-head">
        <p>{tell('rescue.place', { place: place.value + 1, count })}</p>
        {count > 1 && (
          <Button
            kind="plain"
            onClick={() => {
              isPaused.value = !isPaused.value;
            }}
          >
            {tell(isPaused.value ? 'rescue.goOn' : 'rescue.pause')}
          </Button>
        )}
      </div>
    </div>
  );
}
