"""Every operation is asked by everyone for what the OpenAPI document allows and does not, and keeps its word.

A few of each with the other tests, many more by `make fuzz`. What is made up is drawn from `--seed`.
"""

import asyncio
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.transport import Response as Answered
from schemathesis.schemas import APIOperation, BaseSchema

from backend.database import fetch
from tests.conftest import Product
from tests.contract.asking import EVERYONE, OPEN_TO, Asker, asked_by, described, many, operations
from tests.routes.subjects import BEFORE, Subject, asked, subjects
from tests.routes.test_access import GUARDED, KINDS, STREAMS

# A few will do where the door is shut.
AT_A_SHUT_DOOR = 2


@pytest.fixture(scope="module")
def document() -> BaseSchema:
    """Return the document."""
    return described()


def known_rows(operation: APIOperation[Any, Any, Any, Any], subject: Subject) -> dict[str, Any]:
    """Return what an operation's address can name, as it is there."""
    named = {"voucher_id", "client_id", "decision_id", "photo_id", "key_id", "part_id", "session_id", "phone_id"}
    named |= {"enrolment_id", "mandate_id", "invitation_id", "explanation_id", "viewing_id", "employment_id", "number"}
    in_path = {one.name for one in operation.path_parameters} & named
    in_query = {one.name for one in operation.query} & {"client", "voucher"}
    path = {name: str(getattr(subject, name.removesuffix("_id"))) for name in sorted(in_path)}
    query = {name: str(getattr(subject, name)) for name in sorted(in_query)}
    return ({"path_parameters": path} if path else {}) | ({"query": query} if query else {})


def made_up(operation: APIOperation[Any, Any, Any, Any], subject: Subject) -> st.SearchStrategy[Case[Any]]:
    """Return requests as the document allows, half of them for rows that are there, and as it does not."""
    ways = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
    if rows := known_rows(operation, subject):
        ways.append(operation.as_strategy(generation_mode=GenerationMode.POSITIVE, **rows))
    # There is nothing to ask wrongly where nothing can be said.
    if operation.body or operation.query or operation.headers:
        ways.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return st.one_of(ways)


def explore(document: BaseSchema, asker: Asker, subject: Subject, examples: int, seed: int) -> None:
    """Ask every operation many things; at a door that is shut to her a few will do."""
    for name, operation in operations(document).items():

        @hypothesis.seed(seed)
        @many(examples if asker.who in OPEN_TO[name] else AT_A_SHUT_DOOR)
        @given(case=made_up(operation, subject))
        def ask(case: Case[Any]) -> None:
            asker.found.judge(case, asker.wait_for(asker.send_alone(case)), asker.who)

        ask()


@pytest.mark.parametrize("who", EVERYONE)
async def test_every_operation_keeps_its_word(
    product: Product, document: BaseSchema, who: str, request: pytest.FixtureRequest
) -> None:
    examples, seed = request.config.getoption("--examples"), request.config.getoption("--seed")
    subject = (await subjects())[0]
    async with asked_by(product, who) as asker:
        await asyncio.to_thread(explore, document, asker, subject, examples, seed)
    assert not asker.found.breaches, asker.found.told()
    assert sum(asker.found.answered.values()) > len(GUARDED)


@pytest.mark.parametrize("who", EVERYONE)
async def test_what_is_asked_well_is_answered_as_written(product: Product, document: BaseSchema, who: str) -> None:
    subject, described_as = (await subjects())[0], operations(document)
    async with asked_by(product, who) as asker:
        for method, path, name in GUARDED:
            if name in STREAMS:
                continue
            await asker.begin()
            if name in BEFORE:
                await fetch(BEFORE[name], subject.voucher)
            address, said = asked(name, path, subject)
            said["headers"] = KINDS[name] | said.get("headers", {})
            answer = await asker.caller.request(method, address, **said)
            await asker.take_back()
            operation = described_as[name]
            case = operation.Case(path_parameters={one.name: "its own" for one in operation.path_parameters})
            asker.found.judge(case, Answered.from_any(answer), who)
    assert not asker.found.breaches, asker.found.told()
