"""An official enters a mandate she has seen: a paper, a guardian's decision, a continuing power, a child's custody."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import msgspec

from backend import at_rest, clock
from backend.access.identity_code import born_on, fingerprint, read_identity_code
from backend.access.roles import ActingPerson
from backend.clients.entering import Name, find_or_add_person
from backend.database import across_organisers, fetch
from backend.days import local_day
from backend.mandates import rules
from backend.mandates.giving import MANDATE, Held, Scopes, held, refuse_beside, refused, store
from backend.mandates.problems import RepresentativeNameDiffers
from backend.mandates.rules import Party, Source, Terms
from backend.problems import ContentDiffers, IdentityCodeWrong, Problem
from backend.wire import Words, hold_to_our_times


class EnterMandate(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A mandate that an official enters from a paper or a decision she has seen."""

    id: UUID
    source: Literal["paper", "guardianship", "continuing-power", "custody"]
    # The paper's or the decision's number and date, so that it can be found again.
    reference: Annotated[Words, msgspec.Meta(max_length=200)]
    identity_code: Annotated[str, msgspec.Meta(max_length=40)]
    given_name: Name
    family_name: Name
    language: Literal["fi", "sv", "en"]
    scopes: Scopes
    first_day: date
    last_day: date | None

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours reaches."""
        hold_to_our_times(*filter(None, [self.first_day, self.last_day]))


PERSON = "select id, given_name, family_name from person where identity_code_hash = $1"


async def enter(person: ActingPerson, client_id: UUID, asked: EnterMandate, key: bytes) -> Problem | None:
    """Store what an official enters; the representative becomes known by her identity code if she was not."""
    client = await held(person, client_id, key)
    code = read_identity_code(asked.identity_code)
    if code is None:
        return await refused(person, client, IdentityCodeWrong())
    terms = Terms(Source(asked.source), frozenset(asked.scopes), asked.first_day, asked.last_day, asked.reference)
    # Whether anybody has entered this person already is known only over the walls, here and where she is added.
    async with across_organisers():
        known = await fetch(PERSON, fingerprint(code, key))
    representative = Party(known[0]["id"] if known else uuid4(), born_on(code))
    if there := await fetch(MANDATE, asked.id):
        return None if is_same(there[0], client, representative, terms) else ContentDiffers()
    problem = await refuse_entry(person, client, representative, terms)
    typed = (asked.given_name, asked.family_name)
    if known and not problem and not rules.is_namesake(typed, (known[0]["given_name"], known[0]["family_name"])):
        problem = RepresentativeNameDiffers()
    if problem:
        return await refused(person, client, problem)
    async with across_organisers():
        entered = await find_or_add_person(*typed, asked.language, code, key)
    await store(person, client, asked.id, entered, terms)
    return None


def is_same(there: dict[str, Any], client: Held, representative: Party, terms: Terms) -> bool:
    """Tell whether the same mandate was entered before."""
    return (
        *(there["client"], there["person"], frozenset(there["scopes"]), there["first_day"]),
        *(
            there["last_day"],
            there["source"],
            at_rest.unseal_text(at_rest.MANDATE, there["id"], there["reference_sealed"]),
        ),
    ) == (
        *(client.id, representative.person, terms.scopes, terms.first_day),
        *(rules.last_day_of(terms, client.party), terms.source, terms.reference.strip()),
    )


async def refuse_entry(official: ActingPerson, client: Held, representative: Party, terms: Terms) -> Problem | None:
    """Return why an official's entry cannot stand, or None."""
    today = local_day(clock.now())
    return (
        rules.refuse_official(official.id, client.party.person, representative.person)
        or rules.refuse_client(client.party, terms.source, today)
        or rules.refuse_terms(terms, today)
        or rules.refuse_representative(client.party, representative, today)
        or await refuse_beside(client, representative.person, terms.first_day, rules.last_day_of(terms, client.party))
    )
