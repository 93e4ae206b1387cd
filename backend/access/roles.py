"""The seven roles, what a mandate may cover, and the person behind a request. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person is here as; she may hold several and is in one at a time."""

    WORKER = "worker"
    CLIENT = "client"
    RELATIVE = "relative"
    PROVIDER = "provider"
    GRANTER = "granter"
    ORGANISER = "organiser"
    FINANCE = "finance"


class Scope(StrEnum):
    """What a mandate to act for a client may cover (docs/domain.md, acting on behalf)."""

    SEE_VISITS = "see_visits"
    GIVE_FEEDBACK = "give_feedback"
    CHOOSE_PROVIDER = "choose_provider"
    SEE_MONEY = "see_money"


@dataclass(frozen=True)
class ActingPerson:
    """Who is asking, in the role she is in."""

    id: UUID
    name: str
    language: str
    role: Role
    organiser: UUID | None
    provider: UUID | None
    # The clients whose visits she may see: herself, or those she acts for today.
    clients: tuple[UUID, ...]
