/**
 * What a month of a service costs the client in every way it can be arranged, to be told by 569/2009 s.6. Pure; the twin
 * of the server's `reckoning/comparison.py`.
 */
import type { ClientFee } from './client-fee';
import type { Explanation } from './explanation';
import { type Arranging, type LiabilityTerms, type Line, ownLiability } from './own-liability';

/** A month at one approved provider: its prices beside this client's values. */
export interface Offer {
  provider: string;
  lines: readonly Line[];
}

/** One way of arranging: what the client pays in a month, and how far it is from the organiser's own production. */
export interface Way {
  arranging: Arranging;
  /** Null where the organiser answers for it: own production, or a service it purchases. */
  provider: string | null;
  clientCents: number;
  /** Null where no client fee is known to compare with. */
  differenceCents: number | null;
  /** With a voucher, the provider's price and what the organiser pays of it. */
  priceCents: number | null;
  organiserCents: number | null;
  /** Of what the client pays: the fee's, or the own liability's. */
  explanation: Explanation;
}

/** Every way, the one that costs the client least first; of two alike, in the order they were given. */
export interface Comparison {
  ways: Way[];
  source: string;
}

/**
 * The ways side by side; a purchased service costs the client the same fee as own production (734/1992 s.12). Without a
 * fee, only the vouchers are compared.
 */
export function comparison(offers: readonly Offer[], fee: ClientFee | null, terms: LiabilityTerms): Comparison {
  const ways = fee === null ? [] : waysWithoutVoucher(fee);
  for (const { provider, lines } of offers) {
    const { priceCents, organiserCents, ownLiabilityCents, explanation } = ownLiability(lines, terms);
    ways.push({
      arranging: 'voucher',
      provider,
      clientCents: ownLiabilityCents,
      differenceCents: fee === null ? null : ownLiabilityCents - fee.feeCents,
      priceCents,
      organiserCents,
      explanation,
    });
  }
  return { ways: ways.sort((one, other) => one.clientCents - other.clientCents), source: terms.source };
}

function waysWithoutVoucher({ feeCents, explanation }: ClientFee): Way[] {
  const own: Way = {
    arranging: 'own',
    provider: null,
    clientCents: feeCents,
    differenceCents: 0,
    priceCents: null,
    organiserCents: null,
    explanation,
  };
  return [own, { ...own, arranging: 'purchased' }];
}
