/** Keep the screen lit while something on it is to be read; a browser that cannot leaves it to her. Returns what ends it. */
export function stayAwake(): () => void {
  let isOver = false;
  let lit: WakeLockSentinel | null = null;
  navigator.wakeLock?.request('screen').then(
    (sentinel) => {
      lit = sentinel;
      if (isOver) void sentinel.release();
    },
    () => undefined,
  );
  return () => {
    isOver = true;
    void lit?.release();
  };
}
