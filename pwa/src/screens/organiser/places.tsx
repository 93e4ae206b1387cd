/** Where the organiser can go: her places in a row, the one she is in marked. */
import { tell } from '../../words/organiser';
import '../../style/places.css';

export type PlaceName = 'services' | 'rulebook' | 'providers' | 'reminders' | 'viewings' | 'accessibility';

const PATHS: Record<PlaceName, string> = {
  services: '/',
  rulebook: '/rulebook',
  providers: '/providers',
  reminders: '/reminders',
  viewings: '/viewings',
  accessibility: '/accessibility-feedback',
};
/** Screens of their own, shared with other roles. */
const ELSEWHERE = { calculator: '/calculator', import: '/import' } as const;

export function Places({ at }: { at: PlaceName }) {
  return (
    <nav class="places" aria-label={tell('places.label')}>
      <ul>
        {Object.entries(PATHS).map(([name, path]) => (
          <li key={name}>
            <a href={path} aria-current={name === at ? 'page' : undefined}>
              {tell(`places.${name as PlaceName}`)}
            </a>
          </li>
        ))}
        {Object.entries(ELSEWHERE).map(([name, path]) => (
          <li key={name}>
            <a href={path}>{tell(`places.${name as keyof typeof ELSEWHERE}`)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
