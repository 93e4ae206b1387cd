/** A code that waits for its taker: large, as a picture for a camera, and to be sent. */
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../../api/client';
import type { InvitationSummary } from '../../api/schema';
import { Button } from '../../parts/button';
import { Card } from '../../parts/card';
import { FailureView } from '../../parts/problem';
import { useSending } from '../../parts/sending';
import { grouped } from '../../rules/number';
import { dayOf, shortDay } from '../../words/formats';
import { tell } from '../../words/mandates';
import { WhatItCovers } from './what-it-covers';

/** Around a QR code, in its own squares (ISO/IEC 18004). */
const QUIET_ZONE = 4;

interface CodeProps {
  waiting: InvitationSummary;
  onWithdrawn: () => void;
}

export function InvitationCode({ waiting, onWithdrawn }: CodeProps) {
  const sending = useSending();
  const code = waiting.code ?? '';
  const address = `${location.origin}/act/${code}`;
  const withdraw = () =>
    sending.send(async () => {
      await ask('DELETE', `/api/mandates/invitations/${waiting.id}`);
      onWithdrawn();
    });
  return (
    <Card title={tell('code.title')} level={2}>
      <p>{tell('code.give')}</p>
      <p class="handed-code">{grouped(code)}</p>
      <Picture text={address} />
      <p>{tell('code.how', { address: `${location.host}/act` })}</p>
      <p>{tell('code.until', { day: shortDay(dayOf(waiting.waitsUntil)) })}</p>
      <WhatItCovers terms={waiting} />
      {sending.failure !== null && <FailureView failure={sending.failure} />}
      <div class="buttons">
        {typeof navigator.share === 'function' && (
          <Button
            kind="primary"
            icon="send"
            onClick={() => void navigator.share({ text: tell('code.shared', { address }) }).catch(() => undefined)}
          >
            {tell('code.share')}
          </Button>
        )}
        <Button busy={sending.busy} onClick={() => void withdraw()}>
          {tell('code.withdraw')}
        </Button>
      </div>
    </Card>
  );
}

/** Always black on white; without it the code itself is enough. */
function Picture({ text }: { text: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    import('lean-qr').then(({ generate }) => {
      if (canvas.current) {
        generate(text).toCanvas(canvas.current, { on: [0, 0, 0], off: [255, 255, 255], pad: QUIET_ZONE });
      }
    }, reportError);
  }, [text]);
  return <canvas ref={canvas} class="handed-picture" role="img" aria-label={tell('code.picture')} />;
}
