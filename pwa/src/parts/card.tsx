/** A surface that holds one thing; a voucher's is cut like a ticket. */
import type { ComponentChildren } from 'preact';

interface CardProps {
  title?: ComponentChildren;
  /** ticket: notches in the sides and a tear line under the stub. */
  look?: 'plain' | 'ticket';
  /** Above the ticket's tear line: what it is, its number. */
  stub?: ComponentChildren;
  children?: ComponentChildren;
}

export function Card({ title, look = 'plain', stub, children }: CardProps) {
  if (look === 'ticket') {
    return (
      <article class="ticket">
        <div class="ticket-stub">
          {title && <h3>{title}</h3>}
          {stub}
        </div>
        <div class="ticket-body">{children}</div>
      </article>
    );
  }
  return (
    <article class="card">
      {title && <h3>{title}</h3>}
      {children}
    </article>
  );
}
