/** The clients that were looked for, a stretch at a time: the first is read as one types, the next ones when asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { ClientPage, ClientRow, FindClients } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';

export type ClientOrder = 'name' | 'lastDay' | 'left';

const AT_MOST = 50;

export interface Found {
  /** Null until the first answer. */
  clients: ClientRow[] | null;
  total: number;
  /** Reads the next stretch; null when all are here. */
  more: (() => void) | null;
  isReading: boolean;
  /** Why the next stretch did not come. */
  failure: unknown;
  reading: Reading<ClientPage>;
}

interface Further {
  stretches: ClientRow[][];
  next: string | null;
}

/** In a body: an address is written down on its way, and this may name a person or her identity code. */
function find(asked: string, after: string | null = null): Promise<ClientPage> {
  const question: FindClients = { ...JSON.parse(asked), after };
  return ask<ClientPage>('POST', '/api/clients/search', question);
}

export function useClients(search: string, order: ClientOrder): Found {
  const asked = JSON.stringify({ search, order, atMost: AT_MOST });
  const reading = useReading<ClientPage>(asked, undefined, find);
  const first = reading.answer;
  const [further, setFurther] = useState<Further>({ stretches: [], next: null });
  const [failure, setFailure] = useState<unknown>(null);
  const [isReading, setReading] = useState(false);
  /** An answer to an earlier search is not shown under a later one. */
  const shown = useRef(first);
  shown.current = first;

  useEffect(() => {
    setFurther({ stretches: [], next: first?.next ?? null });
    setFailure(null);
    setReading(false);
  }, [first]);

  const more = async () => {
    setReading(true);
    setFailure(null);
    try {
      const answer = await find(asked, further.next);
      if (shown.current !== first) return;
      setFurther(({ stretches }) => ({ stretches: [...stretches, answer.clients], next: answer.next }));
    } catch (cause) {
      if (shown.current === first) setFailure(cause);
    } finally {
      if (shown.current === first) setReading(false);
    }
  };

  return {
    clients: first && [...first.clients, ...further.stretches.flat()],
    total: first?.total ?? 0,
    more: further.next === null ? null : () => void more(),
    isReading,
    failure,
    reading,
  };
}
