/** The offices' screens by role, which the first screen of nobody else need know of. */
import { type Fetch, Fetched } from '../parts/fetched';
import { session } from '../session';

const SCREENS = {
  provider: () => import('./provider/provider'),
  granter: () => import('./granter/granter'),
  organiser: () => import('./organiser/organiser'),
  finance: () => import('./finance/finance'),
  calculator: () => import('./granter/calculator'),
  import: () => import('./granter/import'),
} as const satisfies Record<string, Fetch<{ path: string }>>;

type Screens = keyof typeof SCREENS;

export default function Office({ path }: { path: string }) {
  const screens = screensFor(path);
  return screens && <Fetched key={screens} part={SCREENS[screens]} given={{ path }} />;
}

function screensFor(path: string): Screens | null {
  const role = session.value?.role;
  if (role === 'granter' || role === 'organiser') {
    if (path === '/calculator') return 'calculator';
    return path === '/import' ? 'import' : role;
  }
  return role === 'provider' || role === 'finance' ? role : null;
}
