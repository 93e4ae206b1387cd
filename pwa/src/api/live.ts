/** The server's live line: says when something a person may see has changed, and gets itself up again when it is cut. */

/** The browser gives up by itself on a refusal or a gateway's page; then we ask again this often. */
const RETRY_MS = 5_000;

interface Follower {
  /** Something of this client has changed; null when anything may have, the line having been away. */
  onChange: (client: string | null) => void;
  /** What the person herself may see has changed, or she may see nothing any more. */
  onRights: () => void;
  /** Whether the line is open. */
  onLine: (open: boolean) => void;
}

/** Follow changes until the returned function is called. */
export function followChanges({ onChange, onRights, onLine }: Follower): () => void {
  let line: EventSource | null = null;
  let retry = 0;

  function open(): void {
    clearTimeout(retry);
    line?.close();
    line = new EventSource('/api/live');
    // What happened while the line was down is not told again, so a new line begins with reading everything.
    line.addEventListener('hello', () => {
      onLine(true);
      onChange(null);
    });
    line.addEventListener('rights', onRights);
    line.addEventListener('changed', (event) => onChange(clientOf(event)));
    line.onerror = () => {
      onLine(false);
      if (line?.readyState === EventSource.CLOSED) retry = window.setTimeout(open, RETRY_MS);
    };
  }

  function wake(): void {
    if (document.visibilityState !== 'visible') return;
    if (line?.readyState === EventSource.OPEN) onChange(null);
    else open();
  }

  open();
  addEventListener('online', open);
  addEventListener('focus', wake);
  document.addEventListener('visibilitychange', wake);
  return () => {
    clearTimeout(retry);
    line?.close();
    removeEventListener('online', open);
    removeEventListener('focus', wake);
    document.removeEventListener('visibilitychange', wake);
  };
}

function clientOf(event: MessageEvent<string>): string | null {
  try {
    return (JSON.parse(event.data) as { client?: string }).client ?? null;
  } catch {
    return null;
  }
}
