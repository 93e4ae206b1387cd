/** The frame of one screen: its title, the way back, and the main action within reach of the thumb. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../words';
import { Icon } from './icon';

interface ScreenProps {
  title: string;
  /** A line under the title that says where or about whom. */
  lede?: ComponentChildren;
  /** The path the way back leads to; screens reached from nowhere else have none. */
  back?: string;
  /** The main action: stays at the bottom of the phone, under the content on a desk. */
  action?: ComponentChildren;
  /** For tables: as wide as a desk allows, instead of the width of reading. */
  wide?: boolean;
  children?: ComponentChildren;
}

/** The first screen keeps the browser's own focus; every later one is announced by focusing its title. */
let opened = 0;

export function Screen({ title, lede, back, action, wide = false, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    opened += 1;
    if (opened > 1) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} – ${t('app.name')}`;
  }, [title]);
  return (
    <div class={wide ? 'screen screen-wide' : 'screen'}>
      <header class="screen-head">
        {back && (
          <a class="way-back" href={back}>
            <Icon name="back" />
            {t('action.back')}
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lede && <p class="lede">{lede}</p>}
      </header>
      {children}
      {action && <div class="main-action">{action}</div>}
    </div>
  );
}
