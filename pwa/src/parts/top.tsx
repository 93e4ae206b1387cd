/** The head of every page: whose page this is, and the way to the menu. */
import { useState } from 'preact/hooks';
import { session } from '../session';
import { t } from '../words';
import { Button } from './button';
import { Fetched } from './fetched';
import { Mark } from './icon';

const MENU = () => import('./menu');

export function Top() {
  const [isMenuOpen, setMenuOpen] = useState(false);
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
      <Button kind="plain" icon="menu" onClick={() => setMenuOpen(true)}>
        {t('menu.open')}
      </Button>
      {isMenuOpen && <Fetched part={MENU} given={{ onClosed: () => setMenuOpen(false) }} isExtra />}
    </header>
  );
}
