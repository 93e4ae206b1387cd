/** One of the three faces, drawn; the word beside it says the same. */
import '../style/feedback.css';

export type Face = 'good' | 'fair' | 'bad';

const MOUTHS: Record<Face, string> = { good: 'M14 28q10 10 20 0', fair: 'M14 31h20', bad: 'M14 34q10-10 20 0' };

export function FacePicture({ face }: { face: Face }) {
  return (
    <svg class="face-picture" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path d={`M24 3a21 21 0 1 1 0 42 21 21 0 0 1 0-42zM17 18v3M31 18v3${MOUTHS[face]}`} />
    </svg>
  );
}
