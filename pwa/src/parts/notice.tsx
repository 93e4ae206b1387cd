/** Something the person should know now: what it is in words and shape, and what can be done about it. */
import type { ComponentChildren } from 'preact';
import { useFocusAtFirst } from './focus';
import { Icon, type IconName } from './icon';

export type NoticeKind = 'info' | 'done' | 'warn' | 'refused';

const SIGNS: Record<NoticeKind, IconName> = { info: 'info', done: 'check', warn: 'warn', refused: 'stop' };

interface NoticeProps {
  kind: NoticeKind;
  title: ComponentChildren;
  action?: ComponentChildren;
  /** Heard at once by a screen reader when it appears; left out for what stands on the page from the start. */
  announced?: boolean;
  /** A question that has come in place of what had the focus: it takes the focus, and is heard by that. */
  focused?: boolean;
  children?: ComponentChildren;
}

export function Notice({ kind, title, action, announced = true, focused = false, children }: NoticeProps) {
  const notice = useFocusAtFirst<HTMLDivElement>(focused);
  const role = announced && !focused ? (kind === 'refused' ? 'alert' : 'status') : undefined;
  return (
    <div ref={notice} class={`notice notice-${kind}`} role={role} {...(focused && { tabIndex: -1 })}>
      <Icon name={SIGNS[kind]} />
      <div class="notice-words">
        <p class="notice-title">{title}</p>
        {children}
        {action && <div class="notice-action">{action}</div>}
      </div>
    </div>
  );
}
