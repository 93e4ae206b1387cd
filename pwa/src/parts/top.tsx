/** The head of every page: whose page this is, and the way to the menu. */
import { useRef } from 'preact/hooks';
import { session } from '../session';
import { t } from '../words';
import { Button } from './button';
import { Mark } from './icon';
import { Menu } from './menu';

export function Top() {
  const menu = useRef<HTMLDialogElement>(null);
  const who = session.value;
  return (
    <header class="top">
      <a class="brand" href="/">
        <Mark />
        {who ? (
          <span class="top-person">
            <span class="for-ears">{t('app.name')}, </span>
            {who.person.name}
            <small>{who.role === 'worker' ? who.provider?.name : t(`role.${who.role}`)}</small>
          </span>
        ) : (
          t('app.name')
        )}
      </a>
      <Button kind="plain" icon="menu" onClick={() => menu.current?.showModal()}>
        {t('menu.open')}
      </Button>
      <Menu box={menu} />
    </header>
  );
}
