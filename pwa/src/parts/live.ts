/** A page that keeps itself fresh while it is open. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { followChanges } from '../api/live';
import { checkSession } from '../session';

/** Changes that come in a flock are read together; far inside the five seconds in which a visit must be seen. */
const TOGETHER_MS = 2_000;

/** Call `onChange` when something of this client (null: of anyone) has changed; true while the live line is open. */
export function useLive(client: string | null, onChange: () => void): boolean {
  const [isLive, setLive] = useState(false);
  const act = useRef(onChange);
  act.current = onChange;
  useEffect(() => {
    const changed = together(() => act.current());
    let wasOpen = false;
    const stop = followChanges({
      onRights: () => void checkSession(),
      onChange: (whose) => {
        // A new line: her rights may have changed while there was none.
        if (whose === null) void checkSession();
        if (client === null || whose === null || whose === client) changed.act();
      },
      onLine: (open) => {
        setLive(open);
        // The line has just gone down: reading now tells at once whether what is shown can grow old.
        if (wasOpen && !open) changed.act();
        wasOpen = open;
      },
    });
    return () => {
      stop();
      changed.forget();
    };
  }, [client]);
  return isLive;
}

/** Act at once, then at most once in a stretch; what comes in between is one act at its end. */
function together(act: () => void): { act: () => void; forget: () => void } {
  let last = Number.NEGATIVE_INFINITY;
  let waiting = 0;
  const now = () => {
    last = performance.now();
    waiting = 0;
    act();
  };
  return {
    act: () => {
      if (waiting) return;
      const rest = last + TOGETHER_MS - performance.now();
      if (rest <= 0) now();
      else waiting = window.setTimeout(now, rest);
    },
    forget: () => clearTimeout(waiting),
  };
}
