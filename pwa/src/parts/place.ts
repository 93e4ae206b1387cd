/** Where a person stands in words, as the menu says it under her name. */
import type { SignedIn } from '../api/schema';
import { say, t } from '../words';

/** The role and where it is held: "Hoitaja, Kotiapu Kaneli Oy". */
export function placeOf(who: SignedIn): string {
  const workplace = who.provider?.name ?? (who.organiser ? say(who.organiser.name) : '');
  const role = t(`role.${who.role}`);
  return workplace ? t('menu.role', { role, workplace }) : role;
}
