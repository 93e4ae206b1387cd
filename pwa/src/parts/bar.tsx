/** The bar under the thumb, for a role that has more than one place; away while one task fills the screen. */
import type { Role } from '../api/schema';
import { type Key, t } from '../words';
import { Icon, type IconName } from './icon';

interface BarPlace {
  path: string;
  icon: IconName;
  name: Key;
}

const PLACES: Partial<Record<Role, BarPlace[]>> = {
  worker: [
    { path: '/', icon: 'home', name: 'place.home' },
    { path: '/today', icon: 'today', name: 'place.today' },
  ],
};

export function Bar({ at, role }: { at: string; role: Role | null }) {
  const places = role && PLACES[role];
  if (!places?.some((place) => place.path === at)) return null;
  return (
    <nav class="bar" aria-label={t('place.label')}>
      {places.map((place) => (
        <a key={place.path} href={place.path} aria-current={place.path === at ? 'page' : undefined}>
          <Icon name={place.icon} />
          {t(place.name)}
        </a>
      ))}
    </nav>
  );
}
