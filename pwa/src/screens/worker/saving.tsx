/** Saving a visit from a screen: one save at a time, and whatever kept it from being saved said beside the button. */
import { type Signal, useSignal } from '@preact/signals';
import { Button } from '../../parts/button';
import { Fetched } from '../../parts/fetched';
import { ProblemView } from '../../parts/problem';
import type { RecordingRefusal } from '../../rules/visit';

/** Seldom needed, and it must be there when it is: it lies in store with the app. */
const WHY = () => import('./store-trouble');

export interface Saving {
  busy: Signal<boolean>;
  refusal: Signal<RecordingRefusal | null>;
  failure: Signal<unknown>;
  /** Says whether it was saved. */
  save: (record: () => Promise<RecordingRefusal | null>) => Promise<boolean>;
}

export function useSaving(): Saving {
  const busy = useSignal(false);
  const refusal = useSignal<RecordingRefusal | null>(null);
  const failure = useSignal<unknown>(null);
  const save: Saving['save'] = async (record) => {
    if (busy.peek()) return false;
    busy.value = true;
    failure.value = null;
    try {
      refusal.value = await record();
      return refusal.value === null;
    } catch (cause) {
      failure.value = cause;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, refusal, failure, save };
}

interface SaveButtonProps {
  saving: Saving;
  onClick: () => void;
  children: string;
}

export function SaveButton({ saving, onClick, children }: SaveButtonProps) {
  return (
    <>
      <WhyNotSaved saving={saving} />
      <Button kind="primary" icon="check" wide busy={saving.busy.value} onClick={onClick}>
        {children}
      </Button>
    </>
  );
}

export function WhyNotSaved({ saving: { refusal, failure } }: { saving: Saving }) {
  return (
    <>
      {refusal.value && <ProblemView problem={{ type: `/problems/${refusal.value}` }} />}
      {failure.value !== null && <Fetched part={WHY} given={{ failure: failure.value }} isExtra />}
    </>
  );
}
