/** A page that keeps itself fresh while it is open. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { followChanges } from '../api/live';

/** Call `onChange` when something of this client (null: of anyone) has changed; true while the live line is open. */
export function useLive(client: string | null, onChange: () => void): boolean {
  const [isLive, setLive] = useState(false);
  const act = useRef(onChange);
  act.current = onChange;
  useEffect(() => {
    let wasOpen = false;
    return followChanges({
      onChange: (changed) => {
        if (client === null || changed === null || changed === client) act.current();
      },
      onLine: (open) => {
        setLive(open);
        // The line has just gone down: reading now tells at once whether what is shown can grow old.
        if (wasOpen && !open) act.current();
        wasOpen = open;
      },
    });
  }, [client]);
  return isLive;
}
