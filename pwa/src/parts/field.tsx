/** A question with a visible label, its hint, and what is wrong with the answer, all heard with the field. */
import type { InputHTMLAttributes, TargetedEvent } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon';

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with the answer and how to mend it. */
  error?: string | null;
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'password' | 'search' | 'date' | 'time';
  /** More than one line of text. */
  lines?: number;
  maxLength?: number;
  required?: boolean;
  inputMode?: 'text' | 'numeric' | 'decimal' | 'search';
  autoCapitalize?: 'none' | 'characters' | 'sentences';
  autoComplete?: string;
  spellcheck?: boolean;
  /** A number read in groups: wide, even characters. */
  code?: boolean;
}

export function Field({ label, hint, error, onInput, lines, code, type = 'text', ...words }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const shared = {
    id,
    class: code ? 'input input-code' : 'input',
    'aria-invalid': Boolean(error),
    ...(described && { 'aria-describedby': described }),
    onInput: (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => onInput(event.currentTarget.value),
  };
  // Preact's types want to know the kind when the code is written; here it is known only when it runs.
  const oneLine = { ...shared, ...words, type } as InputHTMLAttributes<HTMLInputElement>;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {lines ? <textarea {...shared} {...words} rows={lines} /> : <input {...oneLine} />}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="stop" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}
