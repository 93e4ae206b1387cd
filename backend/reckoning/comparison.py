"""What a month of a service costs the client in every way it can be arranged, to be told by 569/2009 s.6. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.reckoning.client_fee import ClientFee
from backend.reckoning.explanation import Explanation
from backend.reckoning.own_liability import Arranging, LiabilityTerms, Line, own_liability
from backend.wire import Kept


class Offer(Kept, frozen=True):
    """A month at one approved provider: its prices beside this client's values."""

    provider: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Way:
    """One way of arranging: what the client pays in a month, and how far it is from the organiser's own production."""

    arranging: Arranging
    # None where the organiser answers for it: own production, or a service it purchases.
    provider: str | None
    client_cents: int
    # None where no client fee is known to compare with.
    difference_cents: int | None
    # With a voucher, the provider's price and what the organiser pays of it.
    price_cents: int | None
    organiser_cents: int | None
    # Of what the client pays: the fee's, or the own liability's.
    explanation: Explanation


@dataclass(frozen=True)
class Comparison:
    """Every way, the one that costs the client least first; of two alike, in the order they were given."""

    ways: tuple[Way, ...]
    source: str


def comparison(offers: Sequence[Offer], fee: ClientFee | None, terms: LiabilityTerms) -> Comparison:
    """Return the ways side by side (tests/vectors/comparison.json).

    A purchased service costs the client the same fee as own production (734/1992 s.12). Without a fee, only the
    vouchers are compared.
    """
    ways: list[Way] = []
    if fee is not None:
        ways.append(Way("own", None, fee.fee_cents, 0, None, None, fee.explanation))
        ways.append(Way("purchased", None, fee.fee_cents, 0, None, None, fee.explanation))
    for offer in offers:
        share = own_liability(offer.lines, terms)
        own = share.own_liability_cents
        difference = None if fee is None else own - fee.fee_cents
        paid = share.organiser_cents
        ways.append(Way("voucher", offer.provider, own, difference, share.price_cents, paid, share.explanation))
    return Comparison(tuple(sorted(ways, key=lambda way: way.client_cents)), terms.source)
