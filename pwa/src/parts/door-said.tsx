/** The way to a client and through her door, in words; what nobody knows is left out. */
import '../style/doors.css';
import { tell } from '../words/doors';

interface DoorSaidProps {
  address: string;
  door: string;
  doorKey: string;
  safety: string[];
}

export function DoorSaid({ address, door, doorKey, safety }: DoorSaidProps) {
  const rows = [
    [tell('doors.address'), [address]],
    [tell('doors.door'), [door]],
    [tell('doors.key'), [doorKey]],
    [tell('doors.safety'), safety],
  ] as const;
  return (
    <dl class="door-said">
      {rows
        .map(([name, said]) => [name, said.filter((words) => words !== '')] as const)
        .filter(([, said]) => said.length > 0)
        .map(([name, said]) => (
          <div key={name}>
            <dt>{name}</dt>
            {said.map((words) => (
              <dd key={words}>{words}</dd>
            ))}
          </div>
        ))}
    </dl>
  );
}
