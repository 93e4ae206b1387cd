/** A surface that holds one thing; a voucher's is cut like a ticket. */
import type { ComponentChildren } from 'preact';

interface CardProps {
  title?: ComponentChildren;
  /** The level of the title's heading: 2 right under the screen's title, 3 inside a section. */
  level?: 2 | 3;
  /** ticket: notches in the sides and a tear line under the stub. */
  look?: 'plain' | 'ticket';
  /** Above the ticket's tear line: what it is, its number. */
  stub?: ComponentChildren;
  children?: ComponentChildren;
}

export function Card({ title, level = 3, look = 'plain', stub, children }: CardProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  if (look === 'ticket') {
    return (
      <article class="ticket">
        <div class="ticket-stub">
          {title && <Heading>{title}</Heading>}
          {stub}
        </div>
        <div class="ticket-body">{children}</div>
      </article>
    );
  }
  return (
    <article class="card">
      {title && <Heading>{title}</Heading>}
      {children}
    </article>
  );
}
