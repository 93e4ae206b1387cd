/** The shell around every screen, and the router: who is signed in decides which role's screens are fetched. */
import { effect } from '@preact/signals';
import type { Role, SignedIn } from './api/schema';
import { path } from './navigate';
import { storeFailure } from './offline/signals';
import { Bar } from './parts/bar';
import { type Fetch, Fetched } from './parts/fetched';
import { forgetReadings } from './parts/kept-reading';
import { SignInAgain } from './parts/sign-in-again';
import { Top } from './parts/top';
import { UpdateOffer } from './parts/update-offer';
import { session } from './session';
import './style/page.css';
import { t } from './words';

const SCREENS = {
  problem: () => import('./screens/problem'),
  signIn: () => import('./screens/sign-in'),
  signedIn: () => import('./screens/signed-in'),
  accessibility: () => import('./screens/accessibility'),
  roles: () => import('./screens/roles'),
  join: () => import('./screens/join'),
  confirmAddress: () => import('./screens/confirm-address'),
  voucherElsewhere: () => import('./screens/voucher-elsewhere'),
  worker: () => import('./screens/worker/worker'),
  client: () => import('./screens/client/client'),
  mandates: () => import('./screens/client/mandates'),
  office: () => import('./screens/office'),
} as const satisfies Record<string, Fetch<{ path: string }>>;

const STORE_TROUBLE = () => import('./screens/worker/store-trouble');

type Screens = keyof typeof SCREENS;

/** What a role comes home to; who acts for a client comes to hers. */
function homeOf(role: Role): Screens {
  if (role === 'worker') return role;
  return role === 'client' || role === 'relative' ? 'client' : 'office';
}

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
  const failed = storeFailure.value;
  if (failed && failed.personId === who?.person.id) {
    return (
      <Fetched
        part={STORE_TROUBLE}
        given={{
          failure: failed.cause,
          onRetry: () => {
            storeFailure.value = null;
          },
        }}
      />
    );
  }
  const screens = screensFor(at, who?.role ?? null);
  return (
    <Fetched
      key={`${screens} ${who?.role} ${who?.provider?.id} ${who?.person.id}`}
      part={SCREENS[screens]}
      given={{ path: at }}
    />
  );
}

function screensFor(at: string, role: Role | null): Screens {
  if (at.startsWith('/problems/')) return 'problem';
  if (at === '/confirm-address') return 'confirmAddress';
  if (/^\/join\b/.test(at)) return 'join';
  if (/^\/accessibility(\/|$)/.test(at)) return 'accessibility';
  if (role === null || /^\/sign-in\b/.test(at)) return 'signIn';
  if (at === '/signed-in') return 'signedIn';
  if (at === '/roles') return 'roles';
  if (/^\/v\//i.test(at) && role !== 'worker') return 'voucherElsewhere';
  if (/^\/(act|mandates)\b/.test(at) && homeOf(role) === 'client') return 'mandates';
  return homeOf(role);
}
