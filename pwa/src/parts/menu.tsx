/**
 * The menu, a sheet that rises from the bottom of a phone: language, what waits on this phone, the update, the way out.
 * It is fetched when it is first opened, so that no first screen waits for it.
 */
import { useEffect, useRef } from 'preact/hooks';
import { outboxCount } from '../offline/signals';
import { session, signOut } from '../session';
import { updateReady } from '../update';
import { t } from '../words';
import { tell } from '../words/menu';
import { Button } from './button';
import { LanguageChoice } from './language-choice';
import { placeOf } from './place';
import { StateLamp } from './state-lamp';
import { UpdateButton } from './update-offer';

export default function Menu({ onClosed }: { onClosed: () => void }) {
  const who = session.value;
  const box = useRef<HTMLDialogElement>(null);
  const close = () => box.current?.close();
  useEffect(() => box.current?.showModal(), []);
  return (
    <dialog class="sheet" ref={box} aria-labelledby="menu-title" closedby="any" onClose={onClosed}>
      <div class="sheet-inside">
        <div class="sheet-head">
          <h2 id="menu-title">{who?.person.name ?? t('menu.title')}</h2>
          <Button kind="plain" icon="close" onClick={close}>
            {t('action.close')}
          </Button>
        </div>
        {who && <p class="lede">{placeOf(who)}</p>}
        <LanguageChoice />
        {who && <AboutPhone isWorker={who.role === 'worker'} onLeave={close} />}
        {who?.hasOtherMemberships && (
          <Button href="/roles" wide onClick={close}>
            {t('menu.toRoles')}
          </Button>
        )}
        {who && (
          <Button href="/signed-in" wide onClick={close}>
            {t('menu.toSessions')}
          </Button>
        )}
        <Button href="/accessibility" wide onClick={close}>
          {tell('menu.accessibility')}
        </Button>
        {who && (
          <Button
            wide
            onClick={() => {
              close();
              void signOut();
            }}
          >
            {t('menu.signOut')}
          </Button>
        )}
      </div>
    </dialog>
  );
}

function AboutPhone({ isWorker, onLeave }: { isWorker: boolean; onLeave: () => void }) {
  const waiting = outboxCount.value;
  return (
    <section class="sheet-part" aria-labelledby="menu-phone">
      <h3 id="menu-phone">{t('menu.phone')}</h3>
      {isWorker && waiting === 0 && <p>{t('phone.nothingWaiting')}</p>}
      {waiting > 0 && (
        <p>
          <StateLamp state="phone" /> {t(isWorker ? 'phone.waiting' : 'menu.signOutKeeps', { count: waiting })}
        </p>
      )}
      {isWorker && waiting > 0 && <p class="soft">{t('menu.signOutKeeps', { count: waiting })}</p>}
      {isWorker && (
        <Button icon="phone" href="/phone" wide onClick={onLeave}>
          {t('menu.toPhone')}
        </Button>
      )}
      {updateReady.value ? <UpdateButton /> : <p>{t('phone.upToDate')}</p>}
    </section>
  );
}
