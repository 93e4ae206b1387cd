/** A field of a long form: it finds by its own place what is wrong with it. */
import { createContext, type RefObject } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { problemWords } from '../../words';
import { type OrganiserKey, tell } from '../../words/organiser';
import type { Faults } from './reader';
import '../../style/terms-form.css';

/** What of the faults is shown now. */
export const FaultsSeen = createContext<Faults>(new Map());

/** What is not filled in yet is no fault until she says that she is ready. */
const UNFINISHED: ReadonlySet<string> = new Set([
  'missing',
  'no-days',
  'no-holidays',
  'no-bands',
  'no-steps',
  'no-ways',
  'no-tasks',
  'not-rising',
  'band-without-price',
]);

export interface FaultsShown {
  seen: Faults;
  /** She says that she is ready: from now on what is missing is told too. */
  attempt: () => void;
}

export function useFaults(faults: Faults): FaultsShown {
  const [isAttempted, setAttempted] = useState(false);
  const seen = isAttempted ? faults : new Map([...faults].filter(([, what]) => !UNFINISHED.has(what)));
  return { seen, attempt: () => setAttempted(true) };
}

/** Go to the first field that is wrong, once it is drawn as such. */
export function firstFault(form: RefObject<HTMLFormElement | null>): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true], [data-fault]')?.focus());
}

/** What is wrong at a place, in words; null when nothing is. */
export function useFault(at: string): string | null {
  const what = useContext(FaultsSeen).get(at);
  return what === undefined ? null : faultWords(what);
}

/** A fault of typing has words of its own, a rule's refusal those of its problem. */
export function faultWords(what: string): string {
  const problem = problemWords(what);
  return problem ? `${problem.title}. ${problem.next}` : tell(`fault.${what}` as OrganiserKey);
}

/** What is wrong with an answer that is not a field's: it can be gone to, as a field that is wrong can. */
export function FieldError({ children }: { children: string }) {
  return (
    <p class="field-error" role="alert" tabIndex={-1} data-fault="">
      <Icon name="stop" />
      <span>{children}</span>
    </p>
  );
}

type TypedFieldProps = Parameters<typeof Field>[0] & { at: string };

export function TypedField({ at, ...field }: TypedFieldProps) {
  return <Field autoComplete="off" {...field} error={useFault(at)} />;
}
