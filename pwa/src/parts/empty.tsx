/** Nothing here yet: says so, and what would bring something. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

interface EmptyProps {
  title: string;
  icon?: IconName;
  action?: ComponentChildren;
  children?: ComponentChildren;
}

export function Empty({ title, icon = 'home', action, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children}
      {action}
    </div>
  );
}
