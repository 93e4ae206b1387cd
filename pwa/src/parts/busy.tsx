/** Waiting, and for what. Appears only after a moment, so that what is quick does not flicker. */

export function Busy({ what }: { what: string }) {
  return (
    <p class="busy" role="status">
      <span class="busy-sign" aria-hidden="true" />
      {what}
    </p>
  );
}
