/** What is known of one client, read together: who she is, what has been decided, what she has been granted. */
import type { ClientRow, DecisionSummary, ServiceChoice, VoucherSummary } from '../../api/schema';
import { type Reading, useReading } from '../../parts/reading';

export interface ClientRecord {
  client: ClientRow | null;
  decisions: DecisionSummary[] | null;
  vouchers: VoucherSummary[] | null;
  /** What the values and prices are for; nothing waits for them. */
  services: ServiceChoice[];
  /** The one of the readings that went wrong, if any did. */
  reading: Reading<unknown>;
  again: () => void;
}

export function useClientRecord(id: string): ClientRecord {
  const client = useReading<ClientRow>(`/api/clients/${id}`);
  const decisions = useReading<DecisionSummary[]>(`/api/decisions?client=${id}`);
  const vouchers = useReading<VoucherSummary[]>(`/api/vouchers?client=${id}`);
  const services = useReading<ServiceChoice[]>('/api/services');
  const readings = [client, decisions, vouchers];
  return {
    client: client.answer,
    decisions: decisions.answer,
    vouchers: vouchers.answer,
    services: services.answer ?? [],
    reading: readings.find(({ failure }) => failure !== null) ?? client,
    again: () => {
      for (const reading of readings) reading.again();
    },
  };
}

/** Whether another decision that still stands has taken this one's place. */
export function isReplaced(decision: DecisionSummary, decisions: DecisionSummary[]): boolean {
  return decisions.some(({ replaces, undoneAt }) => replaces === decision.id && undoneAt === null);
}
