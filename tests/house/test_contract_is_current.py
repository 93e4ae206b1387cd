"""What is written about the interface is what the running application does."""

from pathlib import Path

import pytest

from backend.contract import any_app, handlers, printed, roles_of

APP = any_app()
PRINTED = printed()
# Whoever asks, signed in or not.
OPEN_TO_ANYONE = {
    *("readHealth", "listDemoPeople", "bePerson", "deliverSealed"),
    "confirmAddress",
    *("lookAtFeedbackLink", "giveFeedbackByLink"),
    *("listOrganisers", "giveAccessibilityFeedback"),
    *("lookAtEnrolment", "enrolPhone", "askAboutPhone"),
    *("beginPasskeySignIn", "signInByPasskey"),
    *("readNewcomer", "leaveAsNewcomer", "takeInvitationAsNewcomer", "chooseToActAsNewcomer", "actForChosenAsNewcomer"),
    *("listWaysIn", "beginSignIn", "finishSignIn", "endSessionsFromProvider"),
}


@pytest.mark.parametrize("path", list(PRINTED), ids=lambda path: path.name)
def test_the_committed_contract_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PRINTED[path], "run `make contract` and look at what changed"


def test_every_route_has_a_door_and_few_are_open() -> None:
    doors = {handler.operation_id: roles_of(handler) for _, _, handler in handlers(APP)}
    assert None not in doors.values()
    assert {operation for operation, roles in doors.items() if not roles} == OPEN_TO_ANYONE


def test_every_route_has_a_name_that_reads_as_a_sentence() -> None:
    for method, path, handler in handlers(APP):
        assert str(handler.operation_id or "")[:1].islower(), f"{method} {path}"
        assert handler.fn.__doc__, f"{method} {path}"


def test_every_route_says_what_it_may_refuse() -> None:
    for method, path, handler in handlers(APP):
        declared = set(
            handler.resolve_responses() if hasattr(handler, "resolve_responses") else handler.responses or {}
        )
        assert 400 in declared, f"{method} {path}"
        if roles_of(handler):
            assert 401 in declared, f"{method} {path}"
