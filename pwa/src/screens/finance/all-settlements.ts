/** All settlements of a month: the server gives a hundred at a time, and a list is sorted and searched whole. */
import { ask } from '../../api/client';
import type { SettlementPage, SettlementSummary } from '../../api/schema';

export async function allSettlements<T>(method: string, path: string): Promise<T> {
  const found: SettlementSummary[] = [];
  let after: string | null = null;
  do {
    const page: SettlementPage = await ask<SettlementPage>(method, after ? `${path}&after=${after}` : path);
    found.push(...page.settlements);
    after = page.next;
  } while (after);
  return found as T;
}
