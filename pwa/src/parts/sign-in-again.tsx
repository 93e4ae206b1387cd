/** The server no longer knows a worker's session: a reminder beside her work, never a wall in front of it. */
import { useSignal } from '@preact/signals';
import { session, signInAs, signInNeeded } from '../session';
import { problemWords, t } from '../words';
import { Button } from './button';
import { Notice } from './notice';
import { FailureView } from './problem';

export function SignInAgain() {
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const who = session.value;
  if (!signInNeeded.value || who === null) return null;
  const words = problemWords('sign-in-needed');
  const signIn = async () => {
    busy.value = true;
    failure.value = null;
    try {
      await signInAs(who.person.id);
    } catch (refusal) {
      failure.value = refusal;
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="over-screen">
      <Notice
        kind="warn"
        title={words?.title}
        action={
          <Button {...(who.demo ? { busy: busy.value, onClick: () => void signIn() } : { href: '/sign-in' })}>
            {t('signIn.again')}
          </Button>
        }
      >
        <p>{words?.next}</p>
      </Notice>
      {failure.value !== null && <FailureView failure={failure.value} />}
    </div>
  );
}
