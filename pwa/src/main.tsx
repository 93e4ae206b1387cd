/** Boots the app in order: the person, the words, the shell, then what runs behind it. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { followLinks } from './navigate';
import { storeFailure } from './offline/signals';
import { checkSession, followOtherTabs, session } from './session';
import { trustOwnPrograms } from './trusted';
import { watchForUpdates } from './update';
import { startWords } from './words';

trustOwnPrograms();

let followed = false;

/** The worker's queue runs while she is signed in on this phone; other roles do not load it at all. */
function followWorker(): void {
  const { role, person } = session.value ?? {};
  const id = role === 'worker' && person ? person.id : null;
  if (id === null && !followed) return;
  // A store that could not be opened waits for her word; clearing the failure brings us here again.
  if (id !== null && storeFailure.value?.personId === id) return;
  followed = true;
  // Her screens are fetched at the same time as the words, not after them.
  if (id !== null) void import('./screens/worker/worker');
  void import('./offline/sync')
    .then(({ syncFor }) => syncFor(id, untilDrawn))
    .catch((cause: unknown) => {
      if (id !== null) storeFailure.value = { personId: id, cause };
      else reportError(cause);
    });
}

/** Resolves once what the store holds has been drawn, also on a slow phone. */
async function untilDrawn(): Promise<void> {
  await import('./screens/worker/worker');
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function boot(): Promise<void> {
  effect(followWorker);
  await startWords();
  followLinks();
  followOtherTabs();
  const place = document.getElementById('app');
  if (place) render(<App />, place);
  await Promise.all([checkSession(), watchForUpdates()]);
}

void boot();
