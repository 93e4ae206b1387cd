/** The code for a worker's phone, before her phone's camera, for as long as it opens; the page hears when it is used. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, Offline } from '../../api/client';
import type { EmploymentSummary, EnrolmentStanding, NewEnrolment } from '../../api/schema';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { linkTo } from '../../scan/enrolment';
import { tell } from '../../words/workers';
import '../../style/rescue.css';
import '../../style/workers.css';

const ASKED_EVERY_MS = 3_000;
/** Around a QR code, in its own squares (ISO/IEC 18004). */
const QUIET_ZONE = 4;

export function EnrolPhone({ employment, onUsed }: { employment: EmploymentSummary; onUsed: () => void }) {
  const [made, setMade] = useState<NewEnrolment | null>(null);
  const [standing, setStanding] = useState<EnrolmentStanding['state']>('open');
  const sending = useSending();
  const make = async (): Promise<void> => {
    await sending.send(async () => {
      const path = `/api/provider/employments/${employment.id}/enrolment`;
      setMade(await ask<NewEnrolment>('POST', path, {}));
      setStanding('open');
    });
  };
  const settle = (state: EnrolmentStanding['state']): void => {
    setStanding(state);
    if (state === 'used') onUsed();
  };
  const { name } = employment;
  const show = (word: 'enrol.make' | 'enrol.again') => (
    <Button kind="primary" icon="phone" busy={sending.busy} onClick={() => void make()}>
      {tell(word)}
    </Button>
  );
  return (
    <>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {made === null && <div class="buttons">{show('enrol.make')}</div>}
      {made !== null && standing === 'open' && <Shown key={made.id} made={made} name={name} onSettled={settle} />}
      {made !== null && standing === 'over' && (
        <Notice kind="warn" title={tell('enrol.over')} action={show('enrol.again')}>
          <p>{tell('enrol.overNext')}</p>
        </Notice>
      )}
      {made !== null && standing === 'used' && (
        <Notice kind="done" title={tell('enrol.done', { name })}>
          <p>{tell('enrol.doneNext')}</p>
        </Notice>
      )}
    </>
  );
}

interface ShownProps {
  made: NewEnrolment;
  name: string;
  onSettled: (state: EnrolmentStanding['state']) => void;
}

function Shown({ made, name, onSettled }: ShownProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shownMs, setShownMs] = useState(0);
  const leftMs = Math.max(0, made.lastsSeconds * 1000 - shownMs);
  useEffect(() => {
    void drawn(canvas.current, linkTo(made.code));
    const from = performance.now();
    const seconds = setInterval(() => setShownMs(performance.now() - from), 1000);
    const asking = setInterval(
      () => void settledBy(made.id).then((state) => state && onSettled(state)),
      ASKED_EVERY_MS,
    );
    return () => {
      clearInterval(seconds);
      clearInterval(asking);
    };
  }, []);
  useEffect(() => {
    if (leftMs === 0) onSettled('over');
  }, [leftMs === 0]);
  return (
    <section class="part" aria-label={tell('enrol.title', { name })}>
      <ol class="steps">
        <li>{tell('enrol.how1')}</li>
        <li>{tell('enrol.how2')}</li>
      </ol>
      <canvas ref={canvas} class="enrol-code" role="img" aria-label={tell('enrol.picture')} />
      <p role="timer">{tell('enrol.left', { time: minutesAndSeconds(leftMs) })}</p>
      <p class="soft">{tell('enrol.secret')}</p>
      <p>{tell('enrol.typed', { address: `${location.host}/join` })}</p>
      <code class="enrol-typed">{made.code.replace(/(.{4})(?=.)/g, '$1 ')}</code>
    </section>
  );
}

/** What has become of a code; null while it is open, or while nobody answers. */
async function settledBy(id: string): Promise<'used' | 'over' | null> {
  try {
    const { state } = await ask<EnrolmentStanding>('GET', `/api/provider/enrolments/${id}`);
    return state === 'open' ? null : state;
  } catch (failure) {
    if (!(failure instanceof Offline)) reportError(failure);
    return null;
  }
}

async function drawn(canvas: HTMLCanvasElement | null, link: string): Promise<void> {
  if (!canvas) return;
  const { generate, correction } = await import('lean-qr');
  const picture = generate(link, { minCorrectionLevel: correction.M });
  picture.toCanvas(canvas, { on: [0, 0, 0], off: [255, 255, 255], pad: QUIET_ZONE });
}

function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
