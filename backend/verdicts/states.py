"""The states of a visit on its way to payment, and who may do what in which: one table. Pure.

Recorded, to be checked, accepted, settled, paid (facts of the national system), and credited. By the rules a visit is
accepted within seconds of its coming, so that it can be corrected until it is settled; a correction is judged anew
(docs/decisions/0041, tests/vectors/visit_states.json).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from backend.access.roles import Role

Outcome = Literal["accepted", "to_review", "unpaid", "withdrawn"]
# What a person of the organiser's decides of a visit (käsittely).
Decided = Literal["accepted", "partly", "rejected", "asked"]


class VisitState(StrEnum):
    """Where a visit is (kirjattu, tarkastettavana, hyväksytty, tilitetty, maksettu, hyvitetty)."""

    # No verdict yet.
    RECORDED = "recorded"
    TO_BE_CHECKED = "to_be_checked"
    ACCEPTED = "accepted"
    # By a rule, or by a person: nothing is paid for it.
    UNPAID = "unpaid"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    PAID = "paid"
    CREDITED = "credited"


class VisitAct(StrEnum):
    """What may be done with a visit."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    # Say what the organiser asks, once it asks.
    ANSWER = "answer"
    # Accept, accept in part, reject or ask.
    DECIDE = "decide"
    CREDIT = "credit"


CHANGE = frozenset({VisitAct.CORRECT, VisitAct.WITHDRAW})
DECIDE = frozenset({VisitAct.DECIDE})
CREDIT = frozenset({VisitAct.CREDIT})
NOTHING: frozenset[VisitAct] = frozenset()
# From settled on only the organiser acts, by a credit: what was paid stays, and what it should have been stands beside.
MAY: Mapping[VisitState, Mapping[Role, frozenset[VisitAct]]] = {
    VisitState.RECORDED: {Role.WORKER: CHANGE, Role.PROVIDER: CHANGE},
    VisitState.TO_BE_CHECKED: {
        Role.WORKER: CHANGE,
        Role.PROVIDER: CHANGE | {VisitAct.ANSWER},
        Role.FINANCE: DECIDE,
    },
    VisitState.ACCEPTED: {Role.WORKER: CHANGE, Role.PROVIDER: CHANGE, Role.FINANCE: DECIDE},
    VisitState.UNPAID: {Role.WORKER: CHANGE, Role.PROVIDER: CHANGE, Role.FINANCE: DECIDE},
    VisitState.WITHDRAWN: {},
    VisitState.SETTLED: {Role.FINANCE: CREDIT},
    VisitState.PAID: {Role.FINANCE: CREDIT},
    VisitState.CREDITED: {},
}


class Way(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """What has become of a visit so far."""

    # None: it has not been judged since its latest record.
    verdict: Outcome | None = None
    # What a person decided of its latest record, if one has.
    decided: Decided | None = None
    settled: bool = False
    paid: bool = False
    credited: bool = False


# A person's word stands over the rules'.
BY_A_PERSON: Mapping[Decided, VisitState] = {
    "accepted": VisitState.ACCEPTED,
    "partly": VisitState.ACCEPTED,
    "rejected": VisitState.UNPAID,
    "asked": VisitState.TO_BE_CHECKED,
}
BY_THE_RULES: Mapping[Outcome, VisitState] = {
    "accepted": VisitState.ACCEPTED,
    "to_review": VisitState.TO_BE_CHECKED,
    "unpaid": VisitState.UNPAID,
    "withdrawn": VisitState.WITHDRAWN,
}


def state_of(way: Way) -> VisitState:
    """Return the state of a visit; what money has done stands before what was said."""
    if way.settled and way.credited:
        return VisitState.CREDITED
    if way.settled:
        return VisitState.PAID if way.paid else VisitState.SETTLED
    if way.verdict is None:
        return VisitState.RECORDED
    if way.verdict == "withdrawn" or way.decided is None:
        return BY_THE_RULES[way.verdict]
    return BY_A_PERSON[way.decided]


def may(role: Role, act: VisitAct, state: VisitState) -> bool:
    """Tell whether a role may do this with a visit in a state."""
    return act in MAY[state].get(role, NOTHING)
