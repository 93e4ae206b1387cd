/** Which service a visit is of, asked only when neither the code nor the server has said it. */
import { useId } from 'preact/hooks';
import { provisions } from '../../offline/signals';
import { say } from '../../words';
import { tell } from '../../words/visit';

interface ServiceChoiceProps {
  serviceCode: number | null;
  onChoose: (serviceCode: number) => void;
}

export function ServiceChoice({ serviceCode, onChoose }: ServiceChoiceProps) {
  const id = useId();
  const services = provisions.value?.services ?? [];
  if (services.length === 0) return null;
  return (
    <div class="field">
      <label for={id}>{tell('service.which')}</label>
      <p class="hint" id={`${id}-hint`}>
        {tell('service.why')}
      </p>
      <select
        class="input"
        id={id}
        aria-describedby={`${id}-hint`}
        value={serviceCode ?? ''}
        onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
      >
        <option value="" disabled>
          {tell('service.choose')}
        </option>
        {services.map(({ code, name }) => (
          <option key={code} value={code}>
            {say(name)}
          </option>
        ))}
      </select>
    </div>
  );
}
