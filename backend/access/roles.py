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


# Who works for an organiser: between them and another organiser's clients stands a wall (docs/decisions/0032).
STAFF = frozenset({Role.GRANTER, Role.ORGANISER, Role.FINANCE})


class Scope(StrEnum):
    """What a mandate to act for a client may cover (docs/domain.md, acting on behalf)."""

    SEE_VISITS = "see_visits"
    GIVE_FEEDBACK = "give_feedback"
    CHOOSE_PROVIDER = "choose_provider"
    SEE_MONEY = "see_money"


# What each role uses a client's data for, as the trail says it.
PURPOSES = {
    Role.WORKER: "care",
    Role.CLIENT: "own-affairs",
    Role.RELATIVE: "acting-for",
    Role.PROVIDER: "providing",
    Role.GRANTER: "deciding",
    Role.ORGANISER: "organising",
    Role.FINANCE: "paying",
}


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
    # The sign-in that the request's session began with; None for one who has no session (a sealed record's author, a
    # provider's own system).
    sign_in: UUID | None = None
    # The phone that her session is bound to; None for one that no phone was enrolled for.
    device: UUID | None = None
    # Whether a worker has, had or will have another employment beside the session's.
    has_other_employments: bool = True

    @property
    def organisation(self) -> UUID | None:
        """The provider or the organiser she acts for; None for a client and those who act for her."""
        return self.provider or self.organiser

    @property
    def purpose(self) -> str:
        """What she uses a client's data for (703/2023 s.10), by her role."""
        return PURPOSES[self.role]
