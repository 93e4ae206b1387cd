/** One of a few that are worth seeing side by side, each with a word of what it means. */
import { useId } from 'preact/hooks';
import { Icon } from './icon';
import '../style/answers.css';

interface OneOfProps<Value extends string> {
  legend: string;
  value: Value | '';
  options: [value: Value, name: string, what?: string][];
  error?: string | null;
  onChoose: (value: Value) => void;
}

export function OneOf<Value extends string>({ legend, value, options, error, onChoose }: OneOfProps<Value>) {
  const id = useId();
  return (
    <fieldset class="one-of" {...(error && { 'aria-describedby': `${id}-error` })}>
      <legend>{legend}</legend>
      <div class="one-of-rows">
        {options.map(([one, name, what]) => (
          <label key={one} class="answer">
            <input
              type="radio"
              name={id}
              value={one}
              checked={one === value}
              {...(error && { 'aria-invalid': true })}
              onChange={() => onChoose(one)}
            />
            <span>
              {name}
              {what && <small>{what}</small>}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          <Icon name="stop" />
          <span>{error}</span>
        </p>
      )}
    </fieldset>
  );
}
