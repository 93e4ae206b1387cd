/** A part of the app that is fetched when it is first needed; a fetch that fails can be tried again. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';
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
  /** What stands below it comes with it, so that nothing moves under a finger. */
  children?: ComponentChildren;
}

// biome-ignore lint/suspicious/noExplicitAny: each under the fetch that it came by, which knows its properties
const come = new Map<Fetch<any>, ComponentType<any>>();

/** Fetch a part ahead, so that it stands as soon as it is shown. */
export async function bring<P>(part: Fetch<P>): Promise<void> {
  come.set(part, (await part()).default);
}

export function Fetched<P extends object>({ part, given, isExtra, children }: FetchedProps<P>) {
  const found = useSignal<ComponentType<P> | undefined>(come.get(part));
  const failure = useSignal<unknown>(null);
  const attempt = (): void => {
    failure.value = null;
    bring(part).then(
      () => {
        found.value = come.get(part);
      },
      (cause: unknown) => {
        failure.value = cause;
      },
    );
  };
  useEffect(attempt, []);
  const Part = found.value;
  if (!Part && !failure.value) return isExtra ? null : <Busy what={t('app.loading')} />;
  return (
    <>
      {Part ? <Part {...given} /> : <FailureView failure={failure.value} onRetry={attempt} />}
      {children}
    </>
  );
}
