/** A part of the app that is fetched when it is first needed; a fetch that fails can be tried again. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../words';
import { Busy } from './busy';
import { FailureView } from './problem';

export type Fetch<P> = () => Promise<{ default: ComponentType<P> }>;

interface FetchedProps<P> {
  part: Fetch<P>;
  given: P;
  /** Nothing is shown until it is there: the page stands without it. */
  isExtra?: boolean;
}

export function Fetched<P extends object>({ part, given, isExtra }: FetchedProps<P>) {
  const found = useSignal<ComponentType<P> | null>(null);
  const failure = useSignal<unknown>(null);
  const attempt = (): void => {
    failure.value = null;
    part().then(
      (module) => {
        found.value = module.default;
      },
      (cause: unknown) => {
        failure.value = cause;
      },
    );
  };
  useEffect(attempt, []);
  const Part = found.value;
  if (Part) return <Part {...given} />;
  if (failure.value) return <FailureView failure={failure.value} onRetry={attempt} />;
  return isExtra ? null : <Busy what={t('app.loading')} />;
}
