"""Operations are asked one after another, each with what the one before answered, by everyone; all keep their word.

Schemathesis finds in the document which answer leads to which operation: whose id is in it, another takes.
"""

import asyncio
from typing import Any

import hypothesis
import pytest
from hypothesis import settings
from schemathesis import Case
from schemathesis.core.transport import Response as Answered
from schemathesis.schemas import BaseSchema

from backend.access.roles import Role
from tests.conftest import Product
from tests.contract.asking import OPEN_TO, Asker, asked_by, described, many

# How many operations one story has at the most.
STEPS = 8


@pytest.fixture(scope="module")
def document() -> BaseSchema:
    """Return the document."""
    return described()


def tell_stories(document: BaseSchema, asker: Asker, stories: int, seed: int) -> None:
    """Tell stories, each from the same beginning, of what she may do."""
    hers = [name for name, roles in OPEN_TO.items() if asker.who in roles]

    class Story(document.include(operation_id=hers).as_state_machine()):  # type: ignore[misc]  # made from the document
        def setup(self) -> None:
            asker.wait_for(asker.begin())

        def teardown(self) -> None:
            asker.wait_for(asker.take_back())

        def call(self, case: Case[Any], **_: object) -> Answered:
            return asker.wait_for(asker.send(case))

        def validate_response(self, response: Answered, case: Case[Any], **_: object) -> None:
            asker.found.judge(case, response, asker.who, self.recorder)

    hypothesis.seed(seed)(Story)
    Story.run(settings=settings(many(stories), stateful_step_count=STEPS))


# To a system and to nobody no operation is open that another leads to.
@pytest.mark.parametrize("who", [role.value for role in Role])
async def test_every_story_keeps_its_word(
    product: Product, document: BaseSchema, who: str, request: pytest.FixtureRequest
) -> None:
    stories, seed = 3 * request.config.getoption("--examples"), request.config.getoption("--seed")
    async with asked_by(product, who) as asker:
        await asyncio.to_thread(tell_stories, document, asker, stories, seed)
    assert not asker.found.breaches, asker.found.told()
    assert sum(asker.found.answered.values()) > stories
