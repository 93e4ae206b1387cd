/** A link for feedback of one visit: a picture for the client's camera, shown or printed; made when it is asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { FeedbackLinkMade } from '../../api/schema';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { shortDay } from '../../words/formats';
import { tell } from '../../words/office';
import '../../style/feedback.css';
import '../../style/mandates.css';

/** Around a QR code, in its own squares (ISO/IEC 18004). */
const QUIET_ZONE = 4;

export function FeedbackLink({ visit, about }: { visit: string; about: string }) {
  const [link, setLink] = useState<FeedbackLinkMade | null>(null);
  const sending = useSending();
  const make = () =>
    sending.send(async () => {
      setLink(await ask<FeedbackLinkMade>('POST', '/api/feedback-links', { id: crypto.randomUUID(), visit }));
    });
  return (
    <>
      <Button kind="plain" busy={sending.busy} onClick={() => void make()}>
        {tell('link.make')}
        <span class="for-ears"> {about}</span>
      </Button>
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      {link && <Shown link={link} onClose={() => setLink(null)} />}
    </>
  );
}

function Shown({ link, onClose }: { link: FeedbackLinkMade; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const address = `${location.origin}${link.path}`;
  useEffect(() => {
    import('lean-qr').then(({ generate }) => {
      if (canvas.current) {
        generate(address).toCanvas(canvas.current, { on: [0, 0, 0], off: [255, 255, 255], pad: QUIET_ZONE });
      }
    }, reportError);
  }, [address]);
  return (
    <Dialog title={tell('link.makeTitle')} onClose={onClose}>
      <div class="link-sheet part">
        <canvas ref={canvas} class="handed-picture" role="img" aria-label={tell('link.picture')} />
        <p>{tell('link.makeHow', { day: shortDay(link.lastDay) })}</p>
        <p class="link-address">{address}</p>
      </div>
      <div class="buttons">
        <Button icon="print" onClick={() => print()}>
          {tell('link.print')}
        </Button>
        <Button onClick={onClose}>{tell('link.makeClose')}</Button>
      </div>
    </Dialog>
  );
}
