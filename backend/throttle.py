"""How often one may try at a door: a steady pace by network address, and a delay that grows with every failure.

What is counted lives in this process alone and in little room: a stranger cannot make the database grow, and a restart
forgives. Nobody is locked out for good, and a signed-in phone has a pace of its own that no stranger can use up
(docs/decisions/0028).
"""

import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, ClassVar, TypeVar

from litestar.connection import ASGIConnection

from backend.problems import Problem

Connection = ASGIConnection[Any, Any, Any, Any]
Kept = TypeVar("Kept")

# Those who have tried and are remembered; the longest ago are forgotten first.
MOST_REMEMBERED = 50_000
# One household or office has one of these (RFC 6177), and any number of addresses in it.
IPV6_PREFIX = 64


@dataclass(eq=False)
class TooManyRequests(Problem):
    """So many tries have come from here, or at this, that the next must wait."""

    status: ClassVar[int] = 429
    retry_after_seconds: int


@dataclass(frozen=True)
class Pace:
    """How much may come at once, and how much a second in the long run."""

    at_once: int
    a_second: float


@dataclass(frozen=True)
class Patience:
    """How many failures cost nothing, and how the delay grows after them: 1, 2, 4, ... seconds up to the longest."""

    free: int
    longest_seconds: int

    # Failures are forgotten when nothing has failed for so long.
    forgets_after_seconds: ClassVar[int] = 3600

    def delay(self, failures: int) -> float:
        """Return how long after the last of so many failures the next try is let through."""
        beyond = failures - self.free
        if beyond < 0:
            return 0
        # 2 to the 20th power is longer than any patience.
        return min(2.0 ** min(beyond, 20), self.longest_seconds)


@dataclass(frozen=True)
class Failures:
    """How often something has failed, and when it did last."""

    count: int
    last: float


def next_room(room_at: float, now: float, pace: Pace) -> tuple[float, float]:
    """Take one step at a pace: return when there is room for all again, and how long this one must wait; 0 is let in.

    The generic cell rate algorithm (ITU-T I.371): one number a key is all that is kept.
    """
    after = max(room_at, now) + 1 / pace.a_second
    wait = after - now - pace.at_once / pace.a_second
    return (after, 0) if wait <= 0 else (room_at, wait)


def network_of(address: str) -> str | None:
    """Return what is counted as one visitor, or None for an address that says nothing of who comes.

    A proxy on this machine that is not named in the settings hands everyone over under its own: its visitors must
    not pay for each other's mistakes.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return None
    return str(ip_network((parsed, IPV6_PREFIX), strict=False) if isinstance(parsed, IPv6Address) else parsed)


# A whole ward or a mobile network can stand behind one address; what guards a secret is its length, and the delay on
# what is tried. These keep one visitor from taking the machine.
STRANGERS = Pace(at_once=60, a_second=2)
FAILING_ADDRESS = Patience(free=20, longest_seconds=10)
FAILING_SECRET = Patience(free=5, longest_seconds=900)
# What a stranger writes to an organiser is kept: a household or a library writes a few letters, not hundreds.
LETTERS = Pace(at_once=20, a_second=1 / 30)
# A system with a key asks many things at once, and each counts as failed until the key is known to be right.
FAILING_KEY = Patience(free=200, longest_seconds=60)
# A phone that comes home after a month sends some hundred requests one after another, and never twenty a second.
SIGNED_IN = Pace(at_once=2000, a_second=100)
# Whole wards of phones may deliver for each other behind one address; opening an envelope costs about 0.12 ms.
SEALED = Pace(at_once=300, a_second=20)


class Throttle:
    """What this process remembers of tries; `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic, most: int = MOST_REMEMBERED) -> None:
        """Begin with nothing remembered."""
        self.seconds = seconds
        self.most = most
        self.rooms: OrderedDict[str, float] = OrderedDict()
        self.failures: OrderedDict[str, Failures] = OrderedDict()

    def keep_pace(self, key: str, pace: Pace) -> None:
        """Count one request under a key; refuse it when it comes faster than the pace."""
        now = self.seconds()
        room_at, wait = next_room(self.rooms.get(key, 0), now, pace)
        remember(self.rooms, key, room_at, self.most)
        if wait:
            raise TooManyRequests(math.ceil(wait))

    def begin(self, key: str, patience: Patience) -> None:
        """Count a try as failed until it succeeds, so that a thousand at once are no more than one after another."""
        now = self.seconds()
        before = self.failures.get(key, Failures(0, now))
        if now - before.last > patience.forgets_after_seconds:
            before = Failures(0, now)
        wait = before.last + patience.delay(before.count) - now
        if wait > 0:
            raise TooManyRequests(math.ceil(wait))
        remember(self.failures, key, Failures(before.count + 1, now), self.most)

    def forgive(self, key: str) -> None:
        """Take one try back: it was none, or it succeeded."""
        known = self.failures.get(key)
        if known is None:
            return
        if known.count <= 1:
            del self.failures[key]
        else:
            self.failures[key] = Failures(known.count - 1, known.last)

    def forget(self, key: str) -> None:
        """Forget every failure under a key: whoever knows the secret has come in."""
        self.failures.pop(key, None)


def remember(kept: OrderedDict[str, Kept], key: str, value: Kept, most: int) -> None:
    """Keep a value as the newest, and let go of the oldest where there are too many."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)


def throttle_of(connection: Connection) -> Throttle:
    """Return the throttle of the running application."""
    throttle: Throttle = connection.app.state.throttle
    return throttle


def visitor(connection: Connection) -> str | None:
    """Return under what a request's sender is counted, or None where her address says nothing."""
    return network_of(connection.client.host) if connection.client else None


def keep_pace(connection: Connection, door: str, pace: Pace) -> None:
    """Count a stranger's request at a door; refuse it when her address sends faster than the pace."""
    network = visitor(connection)
    if network is not None:
        throttle_of(connection).keep_pace(f"{door} {network}", pace)


@asynccontextmanager
async def attempt(
    connection: Connection,
    door: str,
    tried: str | None = None,
    *,
    by_address: Patience = FAILING_ADDRESS,
    by_secret: Patience = FAILING_SECRET,
) -> AsyncIterator[None]:
    """Try something at a door: what ends in a problem has failed, by the address and by what was tried.

    Put it outside the transaction. `tried` is the code, key, challenge or account that is tried; only a hash is kept.
    """
    throttle, network = throttle_of(connection), visitor(connection)
    address = f"{door} {network}" if network is not None else None
    secret = f"{door} {sha256(tried.encode()).hexdigest()}" if tried is not None else None
    if address is not None:
        throttle.begin(address, by_address)
    if secret is not None:
        try:
            throttle.begin(secret, by_secret)
        except TooManyRequests:
            # The secret's own delay is no failure of whoever else is behind her address.
            if address is not None:
                throttle.forgive(address)
            raise
    yield
    # Only here when nothing was raised.
    if address is not None:
        throttle.forgive(address)
    if secret is not None:
        throttle.forget(secret)
