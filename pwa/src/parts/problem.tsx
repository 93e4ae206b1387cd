/** A refusal shown to a person: what is wrong and the next step. Having no network is not a refusal and does not look like one. */
import { Offline, Problem } from '../api/client';
import type { ProblemDetails } from '../api/schema';
import { problemWords, t } from '../words';
import { Button } from './button';
import { Icon } from './icon';
import { Notice } from './notice';

/** A problem as the server states it, or only its type when the phone refuses by itself. */
export type SaidProblem = Pick<ProblemDetails, 'type'> & Partial<ProblemDetails>;

/** Plain HTTP refusals carry no name of their own; their status tells which of ours it is. */
const BY_STATUS: Record<number, string> = {
  401: 'sign-in-needed',
  403: 'not-your-role',
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  500: 'broken',
};

/** Which of our problems it is. */
export function slugIn({ type, status }: SaidProblem): string {
  if (type === 'about:blank') return BY_STATUS[status ?? 0] ?? 'broken';
  return type.slice(type.lastIndexOf('/') + 1);
}

interface ProblemViewProps {
  problem: SaidProblem;
  onRetry?: () => void;
  /** As a notice's: left out where something around it is heard already. */
  announced?: boolean;
}

export function ProblemView({ problem, onRetry, announced = true }: ProblemViewProps) {
  const slug = slugIn(problem);
  const words = problemWords(slug);
  const next = words?.next ?? problem.detail ?? t('problem.unknownNext');
  return (
    <Notice
      kind="refused"
      announced={announced}
      title={words?.title ?? problem.title ?? t('problem.unknown')}
      action={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      <p>{next}</p>
      {slug === 'broken' && problem.instance && (
        <p class="soft">{t('problem.reference', { reference: problem.instance })}</p>
      )}
    </Notice>
  );
}

/** Whatever went otherwise than hoped: no network, a refusal, or a fault of ours. */
export function FailureView({ failure, onRetry }: { failure: unknown; onRetry?: () => void }) {
  if (failure instanceof Offline) return <OfflineView />;
  if (failure instanceof Problem) {
    return <ProblemView problem={failure.details} {...(onRetry && { onRetry })} />;
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  return (
    <Notice
      kind="refused"
      title={t('problem.defect')}
      action={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      <p>{t('problem.defectNext', { message })}</p>
    </Notice>
  );
}

export function OfflineView() {
  return (
    <div class="calm" role="status">
      <Icon name="noNetwork" />
      <p>
        <strong>{t('offline.title')}.</strong> {t('offline.text')}
      </p>
    </div>
  );
}
