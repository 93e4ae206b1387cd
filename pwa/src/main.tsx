/** Boots the app in order: the person, the words, the shell, then what runs behind it. */
import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app';
import { followLinks } from './navigate';
import { checkSession, followOtherTabs, session } from './session';
import { watchForUpdates } from './update';
import { startWords } from './words';

const workerId = computed(() => (session.value?.role === 'worker' ? session.value.person.id : null));
let sending = false;

/** The worker's queue runs while she is signed in on this phone; other roles do not load it at all. */
function followWorker(): void {
  const id = workerId.value;
  if (id === null && !sending) return;
  sending = true;
  void import('./offline/sync').then(({ syncFor }) => syncFor(id));
}

async function boot(): Promise<void> {
  await startWords();
  followLinks();
  followOtherTabs();
  const place = document.getElementById('app');
  if (place) render(<App />, place);
  effect(followWorker);
  await Promise.all([checkSession(), watchForUpdates()]);
}

void boot();
