/** A paper in either national language; the county's decisions and vouchers are given in these two (423/2003 s.10). */
import { Button } from '../../parts/button';
import { LANGUAGE_NAMES, t } from '../../words';
import { phrase } from '../../words/granter';

export const PAPER_LANGUAGES = ['fi', 'sv'] as const;

interface PaperLinksProps {
  path: string;
  /** Which paper, for those who hear one link after another. */
  what: string;
}

export function PaperLinks({ path, what }: PaperLinksProps) {
  return (
    <div class="papers">
      <span>{what}</span>
      {PAPER_LANGUAGES.map((one) => (
        <Button key={one} icon="print" href={`${path}?language=${one}`} newTab>
          <span class="for-ears">{what}: </span>
          <span lang={one}>{LANGUAGE_NAMES[one]}</span>
          <span class="for-ears"> {t('paper.newTab')}</span>
        </Button>
      ))}
    </div>
  );
}

/** What the paper of a grant is called. */
export function paperOf(kind: string | null): string {
  return kind === 'order' ? phrase('paper.order') : t('paper.title');
}
