"""Sends what Schemathesis made up to the application and judges each answer by the OpenAPI document.

Schemathesis and Hypothesis wait for each answer, and the application runs in the test's own loop and transaction: so
they work in a thread beside it, and every request goes over to the loop.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests
import schemathesis
from httpx import Cookies
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response as Answered
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import APIOperation, BaseSchema

from backend.access.roles import Role
from backend.contract import any_app, handlers, openapi, roles_of
from backend.database import fetch
from backend.throttle import Throttle
from tests.conftest import HOST, Caller, Product
from tests.own_systems.system import bearing, made_key
from tests.routes.test_access import ONE_OF_EACH

Answer = TypeVar("Answer")

# What a test waits for at the most: nothing of ours takes as long.
PATIENCE_SECONDS = 60
# Never asked here: a stream does not end. tests/routes/test_live.py follows it from a real server.
ENDLESS = "followChanges"
# Who asks: everyone of the cast, a provider's own system by its key, and nobody.
OWN_SYSTEM, NOBODY = "own system", "nobody"
EVERYONE = [*(role.value for role in Role), OWN_SYSTEM, NOBODY]
# The parts of a request that Schemathesis makes up.
PARTS = ("method", "url", "headers", "files", "data", "json", "params", "cookies")
# Not judged by, each for its reason:
UNJUDGED = {
    # The document cannot say all that a value must be: a day in our years, a cursor that was given out here, one of
    # two parameters. Such are refused with 400 and a pointer; that what should succeed does, tests/routes show.
    "positive_data_acceptance",
    # Tokens and cookies are no scheme of the document; tests/routes/test_access.py knocks at every door as nobody.
    "ignored_auth",
    "object_level_authorization",
}
# What the document says of each thing inside a push or a delivery is refused in that thing's own verdict, with 200, so
# that one bad record never holds up the others (docs/sync.md).
WITH_VERDICTS = {"pushMutations", "bringVisits", "deliverSealed"}


# Who may enter where; a provider's own system has a door of its own at two (backend/own_systems/routes.py).
OPEN_TO = {
    str(handler.operation_id): {role.value for role in roles_of(handler) or ()} or set(EVERYONE)
    for _, _, handler in handlers(any_app())
}
for operation in ("bringVisits", "listVisitStates"):
    OPEN_TO[operation].add(OWN_SYSTEM)


def described() -> BaseSchema:
    """Return the document that is committed, as Schemathesis reads it, without the stream."""
    return schemathesis.openapi.from_dict(openapi(any_app())).exclude(operation_id=ENDLESS)


def operations(document: BaseSchema) -> dict[str, APIOperation[Any, Any, Any, Any]]:
    """Return every operation by its id."""
    read = [result.ok() for result in document.get_all_operations() if isinstance(result, Ok)]
    assert len(read) == document.statistic.operations.selected, "Schemathesis cannot read some of the document"
    return {operation.definition.raw["operationId"]: operation for operation in read}


def many(examples: int) -> settings:
    """Return how Hypothesis looks for so many examples: no more, none of last time, and none made smaller."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def name_of(case: Case[Any]) -> str:
    """Return the operation's id."""
    return str(case.operation.definition.raw["operationId"])


@dataclass
class Found:
    """What was answered, and what of it breaks the contract: each breach once, with a request that shows it."""

    answered: Counter[int] = field(default_factory=Counter)
    breaches: dict[str, str] = field(default_factory=dict)

    def judge(self, case: Case[Any], answer: Answered, who: str, story: ScenarioRecorder | None = None) -> None:
        """Judge an answer, in a story also by what came before in it."""
        self.answered[answer.status_code] += 1
        unjudged = UNJUDGED | ({"negative_data_rejection"} if name_of(case) in WITH_VERDICTS else set())
        try:
            # A check is a function or a class; the signature knows functions only.
            excluded: Any = CHECKS.get_by_names(sorted(unjudged))
            case.validate_response(answer, excluded_checks=excluded, recorder=story)
        except FailureGroup as group:
            for failure in group.exceptions:
                breach = f"{name_of(case)} {answer.status_code} {type(failure).__name__}"
                self.breaches.setdefault(breach, f"as {who}: {failure}\n{case.as_curl_command()}")

    def told(self) -> str:
        """Return all breaches as a page."""
        return "\n\n".join(f"{breach}\n{shown}" for breach, shown in sorted(self.breaches.items()))


class Asker:
    """Asks for a thread what only the loop can answer; what was done is taken back."""

    def __init__(self, product: Product, caller: Caller, who: str) -> None:
        """Hold the running loop, the product, and who asks."""
        self.loop = asyncio.get_running_loop()
        self.product = product
        self.caller = caller
        self.who = who
        self.found = Found()
        self.cookies = dict(caller.cookies)

    def wait_for(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Run something in the loop, and wait for it in the thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_SECONDS)

    async def begin(self) -> None:
        """Begin what will be taken back, with the cookies of the beginning and nothing counted at the doors."""
        await fetch("savepoint asked")
        self.product.app.state.throttle = Throttle()
        self.caller.cookies = Cookies(self.cookies)

    async def take_back(self) -> None:
        """Take back all that was done."""
        await fetch("rollback to savepoint asked")
        await fetch("release savepoint asked")

    async def send(self, case: Case[Any]) -> Answered:
        """Send a request just as it would go over the line."""
        made = case.as_transport_kwargs(base_url=HOST)
        ready = requests.Request(**{name: made[name] for name in PARTS if name in made}).prepare()
        assert ready.method
        assert ready.url
        headers: Any = dict(ready.headers)
        body: Any = ready.body
        answer = await self.caller.request(ready.method, ready.url, headers=headers, content=body)
        return Answered.from_any(answer)

    async def send_alone(self, case: Case[Any]) -> Answered:
        """Send a request by itself."""
        await self.begin()
        try:
            return await self.send(case)
        finally:
            await self.take_back()


@asynccontextmanager
async def asked_by(product: Product, who: str) -> AsyncIterator[Asker]:
    """Give somebody to ask: a role of the cast, a provider's own system, or nobody."""
    if who == OWN_SYSTEM:
        key = (await made_key(product))["token"]
        async with product.called_by(None) as caller:
            caller.headers.update(bearing(key))
            yield Asker(product, caller, who)
        return
    async with product.called_by(None if who == NOBODY else ONE_OF_EACH[Role(who)]) as caller:
        yield Asker(product, caller, who)
