"""One phone through many endings: what it has said to be saved, and whether it has kept its word."""

import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol
from uuid import UUID, uuid4

from playwright.sync_api import Error as NotThere

from backend.demo.cast import ANNA
from e2e.kills.ending import Watched
from e2e.kills.left import Left, left_on, left_when_sent
from e2e.pages import Home
from e2e.phone import Phone
from e2e.product import Product

# What could not be sealed while it was saved is sealed at the next start.
SECONDS_TO_SEAL = 10

STORED = """
select r.id::text, r.number, encode(r.sha256, 'hex') as sha256, v.id is not null as stands
from visit_record r left join visit v on v.id = r.id and v.record = r.id and v.state = 'recorded'
where r.device = $1
"""


class OpenPhone(Protocol):
    """Opens the phone whose disk this is, again if it is not the first time."""

    def __call__(self, profile: Path, *, offline: bool) -> Phone:
        """Return it with its browser started."""


@dataclass
class Outcome:
    """What came of it."""

    endings: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def told(self) -> str:
        """Return it in a few lines."""
        delay = f", dead {statistics.median(self.delays):.0f} ms later (median)" if self.delays else ""
        kept = f"{self.endings} endings, {self.confirmed} visits said to be saved, {len(self.lost)} lost{delay}"
        return "\n".join([kept, *self.wrong])


class Life:
    """Anna's phone with its disk, from one start to the next."""

    def __init__(self, open_phone: OpenPhone, product: Product, profile: Path, chance: Random) -> None:
        self.open_phone = open_phone
        self.product = product
        self.profile = profile
        self.chance = chance
        self.outcome = Outcome()
        # What is done to the phone before the app starts on it.
        self.prepare: Callable[[Phone], None] = lambda _: None
        # By visit, the note in it; and those of them that have not been looked for yet.
        self.confirmed: dict[str, str] = {}
        self.unproven: dict[str, str] = {}

    def begin(self) -> None:
        """Be as in the morning: signed in, in use the day before, and known to the server by its token."""
        phone = self.open_phone(self.profile, offline=False)
        watched = Watched(phone)
        phone.be(ANNA)
        Home(phone).is_ready_for_flight_mode()
        watched.record("Ensimmäinen.")
        left_when_sent(phone)
        self.take(watched)
        # A browser writes cookies to its disk up to half a minute late, or when it is closed.
        phone.close()
        self.unproven.clear()

    @contextmanager
    def awake(self) -> Iterator[Watched]:
        """Start it without network, look for all that was said to be saved since, and take what is said from now on."""
        phone = self.open_phone(self.profile, offline=True)
        self.prepare(phone)
        watched = Watched(phone)
        phone.open()
        Home(phone).is_open()
        self.look_for_all(phone)
        yield watched
        self.take(watched)

    def take(self, watched: Watched) -> None:
        """Remember what was said to be saved."""
        self.outcome.confirmed += len(watched.confirmed)
        self.outcome.delays += watched.delays
        self.confirmed |= watched.confirmed
        self.unproven |= watched.confirmed

    def note(self) -> str:
        """Return a note that no other visit has."""
        return f"Käynti {len(self.confirmed)}, {self.chance.getrandbits(48):x}."

    def look_for_all(self, phone: Phone) -> None:
        """Expect what was said to be saved since the last look: in the store, readable, sealed if it waits."""
        left = left_on(phone)
        for visit, note in self.unproven.items():
            if visit not in left.waiting and visit not in left.received:
                self.outcome.lost.append(visit)
                continue
            phone.open(f"/visits/{visit}")
            try:
                phone.page.get_by_role("main").get_by_text(note).wait_for()
            except NotThere:
                self.outcome.wrong.append(f"{visit} is in the store and cannot be read")
        deadline = time.monotonic() + SECONDS_TO_SEAL
        while (bare := unsealed(left_on(phone))) and time.monotonic() < deadline:
            phone.page.wait_for_timeout(50)
        self.outcome.wrong += [f"{visit} waits and is not sealed" for visit in bare]
        self.unproven.clear()

    def let_a_colleague_carry(self, phone: Phone) -> None:
        """Bring the envelopes of what waits to the server past this phone, which will learn of it by `repeated`."""
        waiting = left_on(phone).waiting
        envelopes = [{"id": visit, "sealed": row.sealed} for visit, row in waiting.items()]
        if not envelopes:
            return
        request = urllib.request.Request(  # noqa: S310  the address is this run's own server
            f"{self.product.url}/api/sync/sealed",
            json.dumps({"device": str(uuid4()), "envelopes": envelopes}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  the same
            taken = {receipt["id"] for receipt in json.load(answer)["receipts"]}
        self.outcome.wrong += [f"{visit} was sealed and not taken" for visit in waiting.keys() - taken]

    def send_all(self, phone: Phone) -> Left:
        """Give it the network, and return what is left when nothing waits any more."""
        phone.go_online()
        return left_when_sent(phone)

    def end(self) -> Outcome:
        """Start it a last time, let it send everything, and compare it with the server."""
        with ExitStack() as held:
            watched = held.enter_context(self.awake())
            left = self.send_all(watched.phone)
            self.compare(left)
            watched.phone.close()
        return self.outcome

    def compare(self, left: Left) -> None:
        """Expect each confirmed visit once on the server, as it was sent, and numbers without a gap on both sides."""
        rows = self.product.rows(STORED, UUID(left.device))
        stored = {row["id"]: row for row in rows}
        wrong = self.outcome.wrong
        wrong += [f"{visit} still waits" for visit in left.waiting]
        wrong += [
            f"{visit} was said to be saved, and the server has it not"
            for visit in self.confirmed
            if visit not in stored
        ]
        wrong += [f"{row['id']} stands on the server as no visit" for row in rows if not row["stands"]]
        wrong += [
            f"{visit} has another number or hash on the server than in its receipt"
            for visit, receipt in left.received.items()
            if visit in stored
            and (stored[visit]["number"], stored[visit]["sha256"]) != (receipt.number, receipt.sha256)
        ]
        whole = list(range(1, left.highest_number + 1))
        if left.numbers() != whole:
            wrong.append(f"the phone has given the numbers {left.numbers()}")
        if sorted(row["number"] for row in rows) != whole:
            wrong.append(f"the server has the numbers {sorted(row['number'] for row in rows)} of {left.highest_number}")


def unsealed(left: Left) -> list[str]:
    """Return what waits and could not go without a session."""
    return [visit for visit, row in left.waiting.items() if not row.is_sealed]
