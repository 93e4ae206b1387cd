/** Where who pays can go: settlements, the coming one, what goes out, and by which accounts; the page she is on marked. */
import { tell } from '../../words/settling';
import '../../style/places.css';

const PATHS = {
  settlements: '/settlements',
  coming: '/settlements/coming',
  outgoing: '/outgoing',
  posting: '/posting',
} as const;

export type MoneyPlace = keyof typeof PATHS;

export function MoneyPlaces({ at }: { at: MoneyPlace | null }) {
  return (
    <nav class="places" aria-label={tell('moneyPlaces.label')}>
      <ul>
        {Object.entries(PATHS).map(([name, path]) => (
          <li key={name}>
            <a href={path} aria-current={name === at ? 'page' : undefined}>
              {tell(`moneyPlaces.${name as MoneyPlace}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
