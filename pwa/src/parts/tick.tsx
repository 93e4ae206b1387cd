/** Something that holds or does not, ticked at a tap anywhere on its row. */
import '../style/answers.css';

interface TickProps {
  name: string;
  hint?: string;
  checked: boolean;
  onTick: (checked: boolean) => void;
}

export function Tick({ name, hint, checked, onTick }: TickProps) {
  return (
    <label class="answer">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onTick(currentTarget.checked)} />
      <span>
        {name}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}
