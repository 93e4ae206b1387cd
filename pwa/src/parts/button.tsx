/** What can be pressed: at least 48 px high, busy without moving, a link where it only goes somewhere. */
import type { ComponentChildren } from 'preact';
import { useFocusAtFirst } from './focus';
import { Icon, type IconName } from './icon';

interface ButtonProps {
  /** primary: the one main act of a screen; quiet: the others; plain: words alone. */
  kind?: 'primary' | 'quiet' | 'plain';
  icon?: IconName;
  /** An act that leads somewhere is a link; `newTab` leaves this page open. */
  href?: string;
  newTab?: boolean;
  type?: 'button' | 'submit';
  /** While the act is under way: presses do nothing, and assistive technology hears that it is busy. */
  busy?: boolean;
  pressed?: boolean;
  /** It has come back in place of what had the focus. */
  focused?: boolean;
  /** Across the whole width: for the main act on a phone. */
  wide?: boolean;
  onClick?: (event: MouseEvent) => void;
  children: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const { kind = 'quiet', icon, href, newTab, type = 'button', busy, pressed, wide, onClick } = props;
  const button = useFocusAtFirst<HTMLButtonElement>(props.focused ?? false);
  const look = `button button-${kind}${wide ? ' button-wide' : ''}`;
  const content = (
    <>
      {icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </>
  );
  if (href !== undefined) {
    const away = newTab ? { target: '_blank', rel: 'noopener' } : {};
    return (
      <a class={look} href={href} {...away} {...(onClick && { onClick })}>
        {content}
      </a>
    );
  }
  return (
    <button
      ref={button}
      class={look}
      type={type}
      aria-busy={busy}
      aria-disabled={busy}
      aria-pressed={pressed}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {content}
    </button>
  );
}
