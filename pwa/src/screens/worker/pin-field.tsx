/** A PIN typed with a thumb in a glove: large keys with digits only, hidden until she wants to see it. */
import { Field } from '../../parts/field';

const PIN_LENGTH = 6;
const PIN = new RegExp(`^\\d{${PIN_LENGTH}}$`);

/** Whether it is six digits. */
export function isPin(typed: string): boolean {
  return PIN.test(typed);
}

interface PinFieldProps {
  label: string;
  hint?: string;
  error?: string | null;
  value: string;
  isShown: boolean;
  onInput: (pin: string) => void;
}

export function PinField({ isShown, ...said }: PinFieldProps) {
  return (
    <Field
      {...said}
      type={isShown ? 'text' : 'password'}
      inputMode="numeric"
      autoComplete="off"
      maxLength={PIN_LENGTH}
      code
    />
  );
}
