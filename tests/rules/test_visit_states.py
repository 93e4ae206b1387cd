"""Where a visit is on its way to payment, and who may do what with it there."""

from typing import Any

import pytest

from backend.access.roles import Role
from backend.verdicts.states import MAY, VisitAct, VisitState, Way, may, state_of
from tests.rules.vectors import cases, read


@pytest.mark.parametrize("case", cases("visit_states.json"))
def test_a_visit_is_where_its_way_has_brought_it(case: dict[str, Any]) -> None:
    state = state_of(read(case["way"], Way))
    assert state == case["state"]
    for role, acts in case["may"].items():
        assert [act for act in sorted(VisitAct) if may(Role(role), act, state)] == acts


def test_every_state_says_who_may_do_what() -> None:
    assert set(MAY) == set(VisitState)


@pytest.mark.parametrize("state", [VisitState.SETTLED, VisitState.PAID, VisitState.CREDITED])
def test_nobody_changes_what_is_settled(state: VisitState) -> None:
    changing = {VisitAct.CORRECT, VisitAct.WITHDRAW, VisitAct.DECIDE, VisitAct.ANSWER}
    assert not [(role, act) for role in Role for act in changing if may(role, act, state)]
