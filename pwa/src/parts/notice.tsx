/** Something the person should know now: what it is in words and shape, and what can be done about it. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export type NoticeKind = 'info' | 'done' | 'warn' | 'refused';

const SIGNS: Record<NoticeKind, IconName> = { info: 'info', done: 'check', warn: 'warn', refused: 'stop' };

interface NoticeProps {
  kind: NoticeKind;
  title: ComponentChildren;
  action?: ComponentChildren;
  /** Heard at once by a screen reader when it appears; left out for what stands on the page from the start. */
  announced?: boolean;
  children?: ComponentChildren;
}

export function Notice({ kind, title, action, announced = true, children }: NoticeProps) {
  const role = announced ? (kind === 'refused' ? 'alert' : 'status') : undefined;
  return (
    <div class={`notice notice-${kind}`} role={role}>
      <Icon name={SIGNS[kind]} />
      <div class="notice-words">
        <p class="notice-title">{title}</p>
        {children}
        {action && <div class="notice-action">{action}</div>}
      </div>
    </div>
  );
}
