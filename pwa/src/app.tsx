/** The shell around every screen, and the router: who is signed in decides which role's screens are fetched. */
import { effect, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Role, SignedIn } from './api/schema';
import { path } from './navigate';
import { Bar } from './parts/bar';
import { Busy } from './parts/busy';
import { forgetReadings } from './parts/kept-reading';
import { FailureView } from './parts/problem';
import { SignInAgain } from './parts/sign-in-again';
import { Top } from './parts/top';
import { UpdateOffer } from './parts/update-offer';
import { ProblemScreen } from './screens/problem';
import { SignIn } from './screens/sign-in';
import { VoucherElsewhere } from './screens/voucher-elsewhere';
import { session } from './session';
import './style/page.css';
import { t } from './words';

export type RoleScreens = ComponentType<{ path: string }>;

const client = () => import('./screens/client/client');
const finance = () => import('./screens/finance/finance');
const SCREENS: Record<Role, () => Promise<{ default: RoleScreens }>> = {
  worker: () => import('./screens/worker/worker'),
  client,
  relative: client,
  provider: () => import('./screens/provider/provider'),
  granter: () => import('./screens/granter/granter'),
  organiser: finance,
  finance,
};

/** What someone has read leaves this phone with her. */
effect(() => {
  if (session.value === null) forgetReadings();
});

export function App() {
  return (
    <div class="shell">
      <button class="skip" type="button" onClick={() => document.getElementById('main')?.focus()}>
        {t('app.skip')}
      </button>
      <Top />
      <main id="main" tabIndex={-1}>
        <SignInAgain />
        <UpdateOffer />
        <Place at={path.value} who={session.value} />
      </main>
      <Bar at={path.value} role={session.value?.role ?? null} />
    </div>
  );
}

function Place({ at, who }: { at: string; who: SignedIn | null }) {
  const problem = /^\/problems\/([a-z0-9-]+)$/.exec(at)?.[1];
  if (problem) return <ProblemScreen key={at} slug={problem} />;
  if (who === null) return <SignIn />;
  if (/^\/v\//i.test(at) && who.role !== 'worker') return <VoucherElsewhere key={at} role={who.role} />;
  return <RolePlace key={`${who.role} ${who.person.id}`} role={who.role} at={at} />;
}

/** One role's screens, fetched when first needed; a fetch that fails can be tried again. */
function RolePlace({ role, at }: { role: Role; at: string }) {
  const screens = useSignal<RoleScreens | null>(null);
  const failure = useSignal<unknown>(null);
  const fetchScreens = () => {
    failure.value = null;
    SCREENS[role]().then(
      (module) => {
        screens.value = module.default;
      },
      (cause: unknown) => {
        failure.value = cause;
      },
    );
  };
  useEffect(fetchScreens, []);
  const Screens = screens.value;
  if (Screens) return <Screens path={at} />;
  if (failure.value) return <FailureView failure={failure.value} onRetry={fetchScreens} />;
  return <Busy what={t('app.loading')} />;
}
