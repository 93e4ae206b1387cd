"""Random people ask for random rows, whole ones and mixed ones; an oracle of its own finds nothing in the answers.

2,000 requests with the other tests, 100,000 and more by `make leaks`.
"""

import io
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from random import Random
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import msgspec
import pytest
from httpx import Response
from piccolo.columns.combination import WhereRaw

from backend.access.guards import BODY_KIND, COOKIE, JSON_KIND
from backend.contract import any_app, handlers, roles_of
from backend.database import fetch, transaction
from backend.sessions.beginning import begin_session
from backend.visits.tables import Visit
from backend.vouchers.tables import Voucher
from tests.conftest import TODAY, Caller, Product
from tests.leaks.county import tangle
from tests.leaks.facts import Membership, read_facts
from tests.leaks.oracle import Oracle
from tests.routes.subjects import Subject, asked
from tests.routes.test_access import ANYONE, STREAMS, Undone

# Signing out would end the session that the next request is made in.
APART = ANYONE | STREAMS | {"signOut"}
OPERATIONS = [
    (method, path, str(handler.operation_id), handler.opt.get(BODY_KIND, JSON_KIND))
    for method, path, handler in handlers(any_app())
    if handler.operation_id not in APART
]
MAY_ENTER = {
    str(handler.operation_id): {role.value for role in roles_of(handler) or ()} for _, _, handler in handlers(any_app())
}
SEARCHES = ("nieminen", "an", "%", "0", "helvi")
MARK = "select coalesce(max(id), 0) as last from trail_entry"
TOUCHED = "select distinct client from trail_entry where id > $1"


@dataclass
class Run:
    """One run of requests, and what came of it."""

    dice: Random
    oracle: Oracle
    subjects: list[Subject]
    caller: Caller
    tokens: dict[UUID, str]
    answered: Counter[str]

    def anyone(self) -> Membership:
        """Choose a role, then somebody who has it, so that granters ask as often as clients."""
        members = self.oracle.facts.memberships
        role = self.dice.choice(sorted({one.role for one in members}))
        return self.dice.choice([one for one in members if one.role == role])

    def somebody(self, who: Membership) -> Subject:
        """Choose whom to ask about: often one's own client, sometimes rows of several in one request."""
        sight = self.oracle.sight_of(who)
        own = [one for one in self.subjects if one.client in sight.clients]
        chosen = self.dice.choice(own if own and self.dice.random() < 0.4 else self.subjects)
        if self.dice.random() < 0.3:
            other = self.dice.choice(self.subjects)
            mixed = self.dice.sample([field.name for field in fields(Subject)], 4)
            chosen = replace(chosen, **{name: getattr(other, name) for name in mixed})
        if self.dice.random() < 0.05:
            chosen = replace(chosen, client=uuid4(), voucher=uuid4(), decision=uuid4(), photo=uuid4())
        return chosen

    async def once(self) -> list[str]:
        """Make one request, take it back, and return what it told or touched that it may not."""
        who = self.anyone()
        method, path, operation, kind = self.dice.choice(OPERATIONS)
        if who.role not in MAY_ENTER[operation] and self.dice.random() < 0.9:
            # That a shut door is shut is soon told.
            return await self.once()
        subject = self.somebody(who)
        address, said = asked(operation, path, subject)
        said = self.varied(operation, said, subject)
        said["headers"] = {"content-type": kind, "cookie": f"{COOKIE}={await self.token(who)}"} | said.get(
            "headers", {}
        )
        touched: set[UUID] = set()
        answer: Response | None = None
        with suppress(Undone):
            async with transaction():
                (mark,) = await fetch(MARK)
                answer = await self.caller.request(method, address, **said)
                # What was answered is taken back, a new session too.
                self.caller.cookies.clear()
                touched = {row["client"] for row in await fetch(TOUCHED, mark["last"])}
                raise Undone
        assert answer is not None
        return [
            f"{who.role} {operation} {address}: {leak}"
            for leak in self.judged(who, operation, subject, answer, touched)
        ]

    def varied(self, operation: str, said: dict[str, Any], subject: Subject) -> dict[str, Any]:
        """Ask lists for everything, for a client, for a voucher, or by a word."""
        if operation == "findClients":
            return {"json": {"search": self.dice.choice([*SEARCHES, subject.number])}}
        if not operation.startswith("list"):
            return said
        choices: list[dict[str, str]] = [
            {},
            {"client": str(subject.client)},
            {"voucher": str(subject.voucher)},
            {"search": self.dice.choice(SEARCHES)},
            {"search": subject.number},
        ]
        return {"params": said.get("params", {}) if self.dice.random() < 0.3 else self.dice.choice(choices)}

    async def token(self, who: Membership) -> str:
        """Return the token of somebody's session."""
        if who.id not in self.tokens:
            self.tokens[who.id] = await begin_session(who.id, "demo")
        return self.tokens[who.id]

    def judged(
        self, who: Membership, operation: str, subject: Subject, answer: Response, touched: set[UUID]
    ) -> Iterator[str]:
        """Yield what is wrong with an answer."""
        self.answered[f"{answer.status_code // 100}xx"] += 1
        opened = subject.number if operation == "openVoucher" else None
        sight = self.oracle.sight_of(who)
        if answer.status_code >= 500:
            yield f"broke with {answer.status_code}"
        if answer.status_code // 100 == 2 and who.role not in MAY_ENTER[operation]:
            yield "let in"
        taken = subject.client if operation in {"exportClient", "readOwnData"} else None
        # A refusal repeats nothing either.
        yield from self.oracle.leaks(who, told_in(answer), opened, taken)
        may_touch = set(sight.clients)
        if operation == "pushMutations":
            # What waited on her phone through a change of employer still changes what she did for the former one.
            may_touch |= {visit.client for visit in self.oracle.facts.visits if visit.worker == who.person}
        if opened is not None and self.oracle.opens(who, opened):
            may_touch.add(self.oracle.by_number[opened].client)
        yield from (f"touched {client}" for client in touched - may_touch)


def told_in(answer: Response) -> str:
    """Return what an answer says; of an archive what its files of data say, and what its other files are called."""
    if answer.headers.get("content-type") != "application/zip":
        return answer.text
    archive = ZipFile(io.BytesIO(answer.content))
    data = [name for name in archive.namelist() if name.endswith(".json")]
    others = msgspec.json.encode([name for name in archive.namelist() if name not in data])
    return "[" + ",".join([others.decode(), *(archive.read(name).decode() for name in data)]) + "]"


@pytest.fixture
async def run(product: Product, request: pytest.FixtureRequest) -> AsyncIterator[Run]:
    """Make a tangled county and somebody to ask."""
    dice = Random(request.config.getoption("--seed"))
    subjects = await tangle(dice)
    oracle = Oracle(await read_facts(TODAY))
    async with product.called_by(None) as caller:
        yield Run(dice, oracle, subjects, caller, {}, Counter())


async def test_nobody_is_told_or_touches_what_is_not_hers(run: Run, request: pytest.FixtureRequest) -> None:
    requests = int(request.config.getoption("--requests"))
    leaks: list[str] = []
    for _ in range(requests):
        leaks += await run.once()
        if len(leaks) > 20:
            break
    assert leaks == [], "\n".join(leaks)
    # A run in which everything is refused would prove nothing.
    assert run.answered["2xx"] > requests // 4


@pytest.mark.parametrize("table", [Voucher, Visit])
async def test_the_oracle_hears_of_a_forgotten_filter(
    run: Run, table: type[Voucher | Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "visible_to", classmethod(lambda _, __: WhereRaw("true")))
    leaks: list[str] = []
    for _ in range(500):
        leaks += await run.once()
        if leaks:
            return
    pytest.fail("Everybody sees everything, and the oracle finds nothing wrong with it")
