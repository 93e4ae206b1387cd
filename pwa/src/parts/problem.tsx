/** A refusal shown to a person: what is wrong and the next step. Having no network is not a refusal and does not look like one. */
import { Offline, Problem } from '../api/client';
import type { ProblemDetails } from '../api/schema';
import { problemWords, t } from '../words';
import { Button } from './button';
import { Icon } from './icon';
import { Notice } from './notice';

/** A problem as the server states it, or only its type when the phone refuses by itself. */
export type SaidProblem = Pick<ProblemDetails, 'type'> & Partial<ProblemDetails>;

/** The slug of a problem type, whether it came as a path or bare. */
export function slugOf(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

export function ProblemView({ problem, onRetry }: { problem: SaidProblem; onRetry?: () => void }) {
  const words = problemWords(slugOf(problem.type));
  const next = words?.next ?? problem.detail ?? t('problem.unknownNext');
  return (
    <Notice
      kind="refused"
      title={words?.title ?? problem.title ?? t('problem.unknown')}
      action={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      <p>{next}</p>
      {words === null && problem.instance && (
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
