/** Why a visit goes to review, in the words of the problems; received when nothing is amiss. */
import { problemWords } from '../words';
import { StateLamp } from './state-lamp';

export function Reasons({ slugs }: { slugs: string[] }) {
  if (slugs.length === 0) return <StateLamp state="received" />;
  return (
    <span class="reasons">
      <StateLamp state="review" />
      {slugs.map((slug) => (
        <span key={slug}>{problemWords(slug)?.title ?? slug}</span>
      ))}
    </span>
  );
}
