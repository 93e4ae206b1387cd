/** A PIN typed with a thumb in a glove: large keys with digits only, hidden until she wants to see it. */
import { useId } from 'preact/hooks';
import { Icon } from '../../parts/icon';
import '../../style/rescue.css';

export const PIN_LENGTH = 6;

interface PinFieldProps {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  isShown: boolean;
  onInput: (pin: string) => void;
}

export function PinField({ label, hint, error, value, isShown, onInput }: PinFieldProps) {
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
      <input
        id={id}
        class="input input-code pin"
        type={isShown ? 'text' : 'password'}
        inputMode="numeric"
        autoComplete="off"
        maxLength={PIN_LENGTH}
        value={value}
        aria-invalid={Boolean(error)}
        {...(described && { 'aria-describedby': described })}
        onInput={({ currentTarget }) => {
          currentTarget.value = currentTarget.value.replace(/\D/g, '');
          onInput(currentTarget.value);
        }}
      />
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="stop" />
          <span>{error}</span>
        </p>
      )}
    </div>
  );
}
