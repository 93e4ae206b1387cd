/** One of a few, picked from a list that has a visible label. */
import { useId } from 'preact/hooks';
import { Icon } from './icon';

interface ChoiceProps {
  label: string;
  hint?: string;
  /** What is wrong with what is chosen and how to mend it. */
  error?: string | null;
  value: string;
  options: [value: string, name: string][];
  onChoose: (value: string) => void;
}

export function Choice({ label, hint, error, value, options, onChoose }: ChoiceProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <select
        class="input"
        id={id}
        value={value}
        aria-invalid={Boolean(error)}
        {...(described && { 'aria-describedby': described })}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="stop" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}
